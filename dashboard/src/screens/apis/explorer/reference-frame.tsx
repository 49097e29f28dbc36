import { Box, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import classes from './reference-frame.module.css';

/**
 * The reference of the API: a library's page with a policy and a style sheet of its own, hence the frame. It is told
 * the token by a message, so that the token stands in no address; another token needs another frame.
 */
export function ReferenceFrame({ token }: { readonly token: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const scheme = useComputedColorScheme();
  useEffect(() => {
    const hear = ({ origin, source, data }: MessageEvent) => {
      if (origin !== location.origin || source !== frame.current?.contentWindow || data !== 'ready') return;
      frame.current?.contentWindow?.postMessage({ token, scheme }, location.origin);
    };
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  }, [token, scheme]);
  return (
    <Box
      ref={frame}
      key={`${scheme} ${token}`}
      component="iframe"
      src="/dashboard/reference"
      title="Endpoints of the Management API"
      className={classes.frame}
    />
  );
}
