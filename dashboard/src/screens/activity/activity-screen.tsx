import { EmptyState, SegmentedControl, Stack } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useApi } from '../../api/use-api.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { activityCharts, isQuiet } from './activity-series.ts';
import { ConnectionTable } from './connection-table.tsx';
import { DayChart } from './day-chart.tsx';
import { Totals } from './totals.tsx';

const route = getRouteApi('/signed-in/activity');
const windows = [7, 14, 30].map((days) => ({ value: String(days), label: `${days} days` }));

/** How much happened, day by day and by connection. */
export function ActivityScreen() {
  const { days = 14 } = route.useSearch();
  const navigate = route.useNavigate();
  const activity = useApi('getActivity', { query: { days: String(days) } });
  return (
    <Screen
      title="Activity"
      description="Sign-ins, token reads and refreshes, by day in UTC."
      actions={
        <SegmentedControl
          aria-label="Days"
          data={windows}
          value={String(days)}
          onChange={(value) => void navigate({ search: { days: Number(value) }, replace: true })}
        />
      }
    >
      <QueryView
        query={activity}
        empty={{
          when: isQuiet,
          show: (
            <EmptyState
              icon={<IconChartBar />}
              title="Nothing happened yet"
              description={`Nobody signed in, and no token was read, in the last ${days} days.`}
              py="xl"
            />
          ),
        }}
      >
        {(data) => (
          <Stack gap="lg">
            <Totals days={data.days} />
            {activityCharts.map((chart) => (
              <DayChart key={chart.title} chart={chart} days={data.days} />
            ))}
            <ConnectionTable connections={data.connections} />
          </Stack>
        )}
      </QueryView>
    </Screen>
  );
}
