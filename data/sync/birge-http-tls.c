/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-http-private.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <sys/timex.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"

/* libcurl has no option for the time at which certificates are judged: in 1970 every one of them is of the future. */
static CURLcode
set_up_context (CURL *easy, void *context, void *user_data)
{
  const BirgeHttpTls *self = user_data;
  X509_VERIFY_PARAM *param = SSL_CTX_get0_param (context);

  if (self->skip_time)
    X509_VERIFY_PARAM_set_flags (param, X509_V_FLAG_NO_CHECK_TIME);
  else
    X509_VERIFY_PARAM_set_time (param, (time_t) birge_clock_get_real_s ());
  /* Besides the system's: CURLOPT_CAINFO would take their place. */
  if (self->certificate_file != NULL &&
      X509_STORE_load_file (SSL_CTX_get_cert_store (context), self->certificate_file) != 1)
    return CURLE_SSL_CACERT_BADFILE;
  return CURLE_OK;
}

/* Without the groups of post-quantum cryptography, which newer libraries offer first: what is brought is public and signed, and
 * their keys are 2 kB more for every connection. */
#define GROUPS "X25519:P-256:P-384"

void
_birge_http_tls_set_up (const BirgeHttpTls *self, CURL *easy)
{
  const char *system_file = curl_version_info (CURLVERSION_NOW)->cainfo;

  curl_easy_setopt (easy, CURLOPT_SSL_CTX_FUNCTION, set_up_context);
  curl_easy_setopt (easy, CURLOPT_SSL_CTX_DATA, self);
  curl_easy_setopt (easy, CURLOPT_SSL_EC_CURVES, GROUPS);
  curl_easy_setopt (easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  /* A machine without the package of authorities trusts the configured one alone. */
  if (self->certificate_file != NULL && system_file != NULL && access (system_file, R_OK) != 0)
    curl_easy_setopt (easy, CURLOPT_CAINFO, self->certificate_file);
}

gboolean
_birge_http_tls_is_about_time (CURL *easy)
{
  long result = X509_V_OK;

  curl_easy_getinfo (easy, CURLINFO_SSL_VERIFYRESULT, &result);
  return result == X509_V_ERR_CERT_NOT_YET_VALID || result == X509_V_ERR_CERT_HAS_EXPIRED;
}

gboolean
_birge_http_tls_clock_is_unset (void)
{
  struct timex state = { .modes = 0 };

  return adjtimex (&state) == TIME_ERROR || (state.status & STA_UNSYNC) != 0;
}
