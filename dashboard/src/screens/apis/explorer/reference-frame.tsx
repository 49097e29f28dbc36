import { Box, useComputedColorScheme } from '@mantine/core';
import { useCallback, useEffect, useRef } from 'react';
import classes from './reference-frame.module.css';

/**
 * The reference of the API: a library's page with a policy and a style sheet of its own, hence the frame. It is told
 * the token by a message, so that the token stands in no address.
 */
export function ReferenceFrame({ token }: { readonly token: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const scheme = useComputedColorScheme();
  const tell = useCallback(
    () => frame.current?.contentWindow?.postMessage({ token, scheme }, location.origin),
    [token, scheme],
  );
  useEffect(() => {
    const hear = ({ origin, source, data }: MessageEvent) => {
      if (origin === location.origin && source === frame.current?.contentWindow && data === 'ready') tell();
    };
    addEventListener('message', hear);
    tell();
    return () => removeEventListener('message', hear);
  }, [tell]);
  return (
    <Box
      ref={frame}
      component="iframe"
      src="/dashboard/reference"
      title="Endpoints of the Management API"
      className={classes.frame}
    />
  );
}
