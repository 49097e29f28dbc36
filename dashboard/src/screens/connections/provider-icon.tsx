import { ThemeIcon } from '@mantine/core';
import {
  IconBrandAzure,
  IconBrandBitbucket,
  IconBrandFacebook,
  IconBrandGithub,
  IconBrandGitlab,
  IconBrandGoogle,
  IconBrandLinkedin,
  IconBrandOauth,
  IconBrandOffice,
  IconBrandWindows,
  IconId,
  IconKey,
  type IconProps,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

/** Marks of providers, by strategy; whoever is missing gets a key. */
const icons: Readonly<Record<string, ComponentType<IconProps>>> = {
  bitbucket: IconBrandBitbucket,
  facebook: IconBrandFacebook,
  github: IconBrandGithub,
  gitlab: IconBrandGitlab,
  'google-oauth2': IconBrandGoogle,
  linkedin: IconBrandLinkedin,
  oauth2: IconBrandOauth,
  oidc: IconId,
  sharepoint: IconBrandOffice,
  waad: IconBrandAzure,
  windowslive: IconBrandWindows,
};

/** The mark of an identity provider. */
export function ProviderIcon({ strategy }: { readonly strategy: string }) {
  const Icon = icons[strategy] ?? IconKey;
  return (
    <ThemeIcon variant="default" size={38} radius="md" aria-hidden>
      <Icon size={20} stroke={1.6} />
    </ThemeIcon>
  );
}
