declare module 'virtual:endpoints' {
  /** Made by dashboard/endpoint-table.ts. */
  export const endpoints: Readonly<Record<string, readonly [method: string, url: string]>>;
}
