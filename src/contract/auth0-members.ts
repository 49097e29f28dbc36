// Members of Auth0's objects that have no effect here. They are kept as they came, so that what is exported from one
// tenant comes whole into another; a name that is in no list is a slip of the pen, and refused.

/** Of a client; none of them can hold a secret. */
export const clientMembers: readonly string[] = [
  ...['allowed_clients', 'async_approval_notification_channels', 'client_aliases', 'compliance_level'],
  ...['cross_origin_auth', 'cross_origin_authentication', 'cross_origin_loc', 'custom_login_page_on'],
  ...['default_organization', 'external_client_id', 'external_metadata_created_by', 'external_metadata_type'],
  ...['fedcm_login', 'is_token_endpoint_ip_header_trusted', 'jwks_uri', 'mobile'],
  ...['my_organization_configuration', 'native_social_login', 'organization_discovery_methods'],
  ...['organization_require_behavior', 'organization_usage', 'par_request_expiry', 'redirection_policy'],
  ...['resource_server_identifier', 'session_transfer', 'signed_request_object'],
  ...['skip_non_verifiable_callback_uri_confirmation_prompt', 'sso', 'sso_disabled', 'third_party_security_mode'],
  ...['token_exchange', 'token_quota', 'token_vault_privileged_access'],
];

/** Of a client too; shown only to whoever may read its keys. */
export const secretiveClientMembers: readonly string[] = [
  ...['addons', 'custom_login_page', 'custom_login_page_preview', 'encryption_key', 'express_configuration'],
  ...['form_template', 'oidc_backchannel_logout'],
];

export const connectionMembers: readonly string[] = [
  ...['cross_app_access_requesting_app', 'cross_app_access_resource_app'],
];

export const resourceServerMembers: readonly string[] = [
  ...['allow_online_access', 'allow_online_access_with_ephemeral_sessions', 'authorization_details'],
  ...['authorization_policy', 'consent_policy', 'enforce_policies', 'subject_type_authorization', 'token_encryption'],
  ...['verificationLocation'],
];

export const tenantMembers: readonly string[] = [
  ...['acr_values_supported', 'allow_organization_name_in_authentication_api', 'change_password', 'country_codes'],
  ...['authorization_response_iss_parameter_supported', 'client_id_metadata_document_supported'],
  ...['customize_mfa_in_postlogin_action', 'default_directory', 'default_token_quota'],
  ...['device_flow', 'dynamic_client_registration_security_mode', 'enable_ai_guide', 'enabled_locales'],
  ...['ephemeral_session_lifetime', 'error_page', 'guardian_mfa_page', 'idle_ephemeral_session_lifetime'],
  ...['include_session_metadata_in_tenant_logs', 'legacy_sandbox_version', 'mtls', 'oidc_logout'],
  ...['phone_consolidated_experience', 'pushed_authorization_requests_supported', 'sandbox_version'],
  ...['security_headers', 'session_cookie', 'sessions', 'skip_non_verifiable_callback_uri_confirmation_prompt'],
];
