/** A refusal by the API, in its own words. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string | undefined;
  readonly requestId: string | undefined;

  constructor(message: string, about: { status: number; code?: string | undefined; requestId?: string | undefined }) {
    super(message);
    this.name = 'ApiError';
    this.status = about.status;
    this.code = about.code;
    this.requestId = about.requestId;
  }
}

/** Reads an error of the Management API's shape; whatever stands between may have answered with something else. */
export async function readApiError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined);
  const { message, errorCode } = (body ?? {}) as { message?: unknown; errorCode?: unknown };
  return new ApiError(typeof message === 'string' ? message : `The server answered ${response.status}.`, {
    status: response.status,
    code: typeof errorCode === 'string' ? errorCode : undefined,
    requestId: response.headers.get('x-request-id') ?? undefined,
  });
}
