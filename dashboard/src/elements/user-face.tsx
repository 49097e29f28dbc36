import { Avatar } from '@mantine/core';

interface UserFaceProps {
  readonly name: string | undefined;
  readonly picture: string | undefined;
  readonly size?: number;
}

/** The picture that the IdP has of a user, fetched by the browser without telling where it is shown. */
export function UserFace({ name, picture, size = 36 }: UserFaceProps) {
  const src = picture !== undefined && /^https:\/\//.test(picture) ? picture : null;
  return (
    <Avatar
      src={src}
      name={name ?? '?'}
      alt=""
      color="verdigris"
      size={size}
      radius="xl"
      imageProps={{ referrerPolicy: 'no-referrer', loading: 'lazy' }}
    />
  );
}
