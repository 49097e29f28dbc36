import type { z } from 'zod';
import type * as contract from '../../../src/contract/index.ts';

type Contract = typeof contract;

/** The name of every endpoint, as the contract exports it. */
export type EndpointName = {
  [Name in keyof Contract]: Contract[Name] extends contract.Endpoint | contract.DashboardEndpoint ? Name : never;
}[keyof Contract];

type Schema<Name extends EndpointName, Part extends 'params' | 'query' | 'body'> = Contract[Name][Part];

/** A part of a request that may be left out when the endpoint needs nothing of it. */
type Part<Key extends string, Value> = [Value] extends [undefined]
  ? { readonly [_ in Key]?: undefined }
  : Record<never, never> extends Value
    ? { readonly [_ in Key]?: Value }
    : { readonly [_ in Key]: Value };

/** What a call of an endpoint takes. */
export type Input<Name extends EndpointName> = Part<'params', z.input<Schema<Name, 'params'>>> &
  Part<'query', z.input<Schema<Name, 'query'>>> &
  Part<'body', z.input<Schema<Name, 'body'>>>;

type Answers<Name extends EndpointName> = Contract[Name]['answers'];

/** What a call of an endpoint gives. */
export type Answer<Name extends EndpointName> = z.output<Answers<Name>[keyof Answers<Name>]>;

/** A page of a list that counts. */
export type CountedPage<Name extends EndpointName> = Extract<Answer<Name>, { total: number }>;

/** The same list as an array, when nobody asked to count. */
export type BareList<Name extends EndpointName> = Extract<Answer<Name>, readonly unknown[]>;
