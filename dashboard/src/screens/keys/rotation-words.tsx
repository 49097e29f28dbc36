import { List } from '@mantine/core';

/** What happens to tokens when the signing key is rotated. */
export function RotationWords() {
  return (
    <List size="sm" spacing="xs">
      <List.Item>New tokens are signed with the next key, which applications know already.</List.Item>
      <List.Item>Tokens that are out stay good until they end: the key that signed them stays published.</List.Item>
      <List.Item>A new next key is made and published.</List.Item>
      <List.Item>Nobody is signed out, and no application has to be changed.</List.Item>
    </List>
  );
}
