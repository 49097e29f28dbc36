import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ReactNode } from 'react';

const LinkAnchor = createLink(Anchor<'a'>);

interface UserLinkProps extends AnchorProps {
  readonly userId: string;
  readonly children: ReactNode;
}

/** The way to a user's details. */
export function UserLink({ userId, children, ...anchor }: UserLinkProps) {
  return (
    <LinkAnchor to="/users/$userId" params={{ userId }} style={{ overflowWrap: 'anywhere' }} {...anchor}>
      {children}
    </LinkAnchor>
  );
}
