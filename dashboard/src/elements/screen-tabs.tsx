import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './screen-tabs.module.css';

export interface ScreenTab {
  readonly value: string;
  readonly label: string;
  readonly panel: ReactNode;
}

/** The parts of a screen that is too much for one page. The open one is in the address, so that it can be linked to. */
export function ScreenTabs({ tabs }: { readonly tabs: readonly ScreenTab[] }) {
  const { tab } = useSearch({ strict: false }) as { tab?: unknown };
  const navigate = useNavigate();
  const list = useRef<HTMLDivElement>(null);
  // On a phone the open tab may be the last of many.
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, []);
  const open = tabs.find(({ value }) => value === tab) ?? tabs[0];
  return (
    <Tabs
      value={open?.value ?? null}
      onChange={(value) => void navigate({ to: '.', search: { tab: value } as never, replace: true })}
      keepMounted={false}
    >
      <Tabs.List ref={list} className={classes.list} mb="lg">
        {tabs.map(({ value, label }) => (
          <Tabs.Tab key={value} value={value}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ value, panel }) => (
        <Tabs.Panel key={value} value={value}>
          {panel}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
