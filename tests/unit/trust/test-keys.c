/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys, signers and what they sign. */
#include <string.h>

#include "data/trust/birge-envelope.h"
#include "data/trust/birge-trust.h"

/* RFC 8032, 7.1, test 2: one byte, 0x72. */
#define RFC_PUBLIC "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
#define RFC_SIGNATURE "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" \
                      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"

static BirgeKey *
make_key (const char *type, const char *scheme, const char *public)
{
  g_autoptr(json_t) object = json_pack ("{s:s, s:s, s:{s:s}}", "keytype", type, "scheme", scheme, "keyval", "public", public);

  return birge_key_from_json (object, NULL);
}

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
test_verifies_a_signature_of_the_standard (void)
{
  g_autoptr(BirgeKey) key = make_key ("ed25519", "ed25519", RFC_PUBLIC);
  g_autoptr(GBytes) data = bytes_of ("\x72");
  g_autoptr(GBytes) other = bytes_of ("\x73");
  g_autofree char *upper = g_ascii_strup (RFC_SIGNATURE, -1);

  g_assert_true (birge_key_verify (key, data, RFC_SIGNATURE));
  g_assert_true (birge_key_verify (key, data, upper));
  g_assert_false (birge_key_verify (key, other, RFC_SIGNATURE));
}

static void
test_the_id_is_the_hash_of_the_canonical_form (void)
{
  g_autoptr(BirgeKey) key = make_key ("ed25519", "ed25519", RFC_PUBLIC);
  g_autofree char *expected = g_compute_checksum_for_string (
      G_CHECKSUM_SHA256, "{\"keytype\":\"ed25519\",\"keyval\":{\"public\":\"" RFC_PUBLIC "\"},\"scheme\":\"ed25519\"}", -1);

  g_assert_cmpstr (birge_key_get_id (key), ==, expected);
}

static void
test_what_is_no_signature_verifies_nothing (void)
{
  static const char *const broken[] = { "", "0", "00", "zz", "92a0", RFC_SIGNATURE "00", "92a009 ", "92A", "-1" };
  g_autoptr(BirgeKey) key = make_key ("ed25519", "ed25519", RFC_PUBLIC);
  g_autoptr(GBytes) data = bytes_of ("\x72");
  g_autofree char *endless = g_strnfill (1000 * 1000, '0');

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    g_assert_false (birge_key_verify (key, data, broken[i]));
  g_assert_false (birge_key_verify (key, data, endless));
}

static void
test_each_kind_signs_and_verifies (void)
{
  g_autoptr(GBytes) data = bytes_of ("what is signed");
  g_autoptr(GBytes) other = bytes_of ("what is not");

  for (BirgeSignerType type = BIRGE_SIGNER_ED25519; type <= BIRGE_SIGNER_RSA; type++)
    {
      g_autoptr(BirgeSigner) signer = birge_signer_generate (type);
      g_autofree char *signature = birge_signer_sign (signer, data);
      g_autoptr(json_t) object = birge_key_dup_json (birge_signer_get_key (signer));
      g_autoptr(BirgeKey) read = birge_key_from_json (object, NULL);

      g_assert_true (birge_key_verify (read, data, signature));
      g_assert_false (birge_key_verify (read, other, signature));
      signature[10] = signature[10] == 'a' ? 'b' : 'a';
      g_assert_false (birge_key_verify (read, data, signature));
      g_assert_cmpstr (birge_key_get_id (read), ==, birge_key_get_id (birge_signer_get_key (signer)));
    }
}

/* P-256 has two names for its type, and a file may have more text around the key. It stays one key. */
static void
test_the_same_key_prints_the_same (void)
{
  g_autoptr(BirgeSigner) signer = birge_signer_generate (BIRGE_SIGNER_ECDSA);
  BirgeKey *first = birge_signer_get_key (signer);
  g_autoptr(json_t) object = birge_key_dup_json (first);
  const char *pem = json_string_value (json_object_get (json_object_get (object, "keyval"), "public"));
  g_autofree char *with_text = g_strconcat ("a comment\n", pem, NULL);
  g_autoptr(BirgeKey) second = make_key ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", pem);
  g_autoptr(BirgeKey) third = make_key ("ecdsa", "ecdsa-sha2-nistp256", with_text);
  g_autoptr(BirgeSigner) another = birge_signer_generate (BIRGE_SIGNER_ECDSA);

  g_assert_cmpstr (birge_key_get_print (first), ==, birge_key_get_print (second));
  g_assert_cmpstr (birge_key_get_print (first), ==, birge_key_get_print (third));
  g_assert_cmpstr (birge_key_get_id (first), !=, birge_key_get_id (second));
  g_assert_cmpstr (birge_key_get_print (first), !=, birge_key_get_print (birge_signer_get_key (another)));
}

/* 1024 bits; made for this test, and good for nothing. */
#define WEAK_RSA "-----BEGIN PUBLIC KEY-----\n" \
  "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDKecvfgLZq4H174KBDMnnGJB44\n" \
  "ZzMUWbDNBt5dyD91R0vY4RJFx7p9GCSy7d0KhsRC1u7zRjkYB2XtfV1H3Nxj7nI5\n" \
  "Rug13rXLTfuDA5quMffDJgr0cFLE4x73irydhxca8L813haQSvndGNOj6qeRybVg\n" \
  "seO9GcSf7VIIPFhsnQIDAQAB\n" \
  "-----END PUBLIC KEY-----\n"

/* Made by another program; the private keys are gone. The signatures are of “what is signed”. */
#define RSA_PUBLIC \
  "-----BEGIN PUBLIC KEY-----\n" \
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwqn+fhBU/KbxlaQdQQ4/\n" \
  "gOQHCIUUE+1mINdIyjN+pjPh1VlkmX9uCOEEBR8Z+xDsH8z4i6+bPBO7Ufj3+dU+\n" \
  "iEgr2Geybn7pmNryzNHaNZYxt8flkNnELAUkpOitxAC1QB7awK4llitNJla43Rmi\n" \
  "mbb5MpI/GYbpk0hXBf4jkDFeB9OsbuIRMy3pqTXjP/nsV1RplC7CvUqO2VgwTa+D\n" \
  "WIIWGUd6RNcNUYciLMKLGMkA+nhhQT2gmkyg7S8fZQ4CDGk+z4zez7ZlDRP3D8Mj\n" \
  "aBNcElfXwIJsaXA/7pOovXZpuK/Vnib5E9aKvjDuznW4wZ7oQFPm/N7oRC8Wd7O8\n" \
  "gwIDAQAB\n" \
  "-----END PUBLIC KEY-----\n"
#define EC_PUBLIC \
  "-----BEGIN PUBLIC KEY-----\n" \
  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUwED9BTXekXEWr5pVCJyshiURvUm\n" \
  "XWiLhBFoi89GxGISTGHODqJr6NVbgSBlTDxN42RVUhyPCQ4prC7cfR2fkQ==\n" \
  "-----END PUBLIC KEY-----\n"
#define EC_COMPRESSED \
  "-----BEGIN PUBLIC KEY-----\n" \
  "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgADUwED9BTXekXEWr5pVCJyshiURvUm\n" \
  "XWiLhBFoi89GxGI=\n" \
  "-----END PUBLIC KEY-----\n"
#define P384_PUBLIC \
  "-----BEGIN PUBLIC KEY-----\n" \
  "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEDQVMy83sC897rf+a+qhb9di6JPBLMXEG\n" \
  "L2/YfvRwclHB+TUv9opDsiNjVQ1zYVXTThnLGImDAjORmRLKaOvDUFuLWrf8E6p5\n" \
  "3e4VWCNoByqIpH4Vv/YpC7C4Sl8LYZMq\n" \
  "-----END PUBLIC KEY-----\n"
#define RSA_V15 \
  "7dac332ba1d2206460c79448420df090008ea706ce9a0c335fd97ee781da9b475ef89bcc620e6c0cc8527224af757f4c165db88bba2987" \
  "af69ddace4fcbcee9a56927fc796a59c318da43fc361dcb00ba71030ba8f45c8e35432dc07d4b6b70e70598632a2321052da73d1b607bf" \
  "11bcb8fc4f7f266607f91279b97e6cb16c1cc5fd1e2926a17f292d08448580efffd73c457f6a420b0cecd195e444995c7224351e2aa9e8" \
  "58a55b0ae5074d438e6cbe280ba5c69abfc6c06da68ebb37d8f10454947b3ca2a170fd13b22dddb3cd58794ff8e807566d569a10b308d0" \
  "f81e2e33593124380249a74716f695662098a913b7f2baf81b780a82c1bf363656ecdb70"
#define RSA_PSS_LONG_SALT \
  "a71b7fd5a0fcdd3c80fb0cc01f6a953ed4158318c5fd4b29008470264886572651c016a3b405d79579d65767dcdbd245f966a3a75bf7c8" \
  "57df984dd28ca0898b8929973fec2efe61bf9bdddbc0b2269ebacd3c6b2a9a2b440e3bb1cd83bee5d2570840547ea5f72ee13192970cd7" \
  "8fa63b613aaf91a06ef1b0df0db144d15df6dc8446c5b61c062a0e1be60a9d36877fbc6259747b48dac2109299fb06b4cbe7bf0909015e" \
  "5c9d76bc81b8867ba44dc78444f32bb2e6703295c0d9e8667c85484e98258d76eb36d57655f6229c961c938fe6d917f7a1228a0e4b192f" \
  "52f6939e3372c224d65149b5da5b23a34de678b106b531bdb7fc767274746a6fa01427c4"
#define RSA_PSS \
  "bd9e7e68661cc5e13925c3f07e751e999f95021bb47c0d3d10a04dab5ee212b6908d03a9bfe1b8bb72a0b1b601304f97e51fb3419500ba" \
  "03758ec7e251a834009148143d6d2a70e616f2d0c5ddeaaec4f91722808402ff742ad6dc8ff93ba7b936a77e270f61f6ecf32979335745" \
  "248376482937ec5b07a81f31488ba5c403379ca8f738ad07db50318d234d88d54be84711dc2b9f39fc6dff69d3256089fa609d09d5e8c8" \
  "b9aa03f3a59325c08d16b4f9aabde72f0fc60c3e8edebadb81e1ed6be993eb202e1e32cb335b6a46aa879b48ead05072fd2afced03d995" \
  "7d2a09ee2994c43e23377a411405d754d6d1f29a7b590173a6bb8a24d8ac617a601eddde"

static void
test_verifies_what_others_signed (void)
{
  g_autoptr(BirgeKey) pss = make_key ("rsa", "rsassa-pss-sha256", RSA_PUBLIC);
  g_autoptr(BirgeKey) v15 = make_key ("rsa", "rsa-pkcs1v15-sha256", RSA_PUBLIC);
  g_autoptr(GBytes) data = bytes_of ("what is signed");
  g_autoptr(GBytes) other = bytes_of ("what is not");

  g_assert_true (birge_key_verify (pss, data, RSA_PSS));
  g_assert_true (birge_key_verify (pss, data, RSA_PSS_LONG_SALT));
  g_assert_true (birge_key_verify (v15, data, RSA_V15));
  g_assert_false (birge_key_verify (pss, other, RSA_PSS));
  g_assert_false (birge_key_verify (v15, other, RSA_V15));
  g_assert_false (birge_key_verify (pss, data, RSA_V15)); /* one scheme's signature is not another's */
  g_assert_false (birge_key_verify (v15, data, RSA_PSS));
  g_assert_cmpstr (birge_key_get_print (pss), ==, birge_key_get_print (v15));
}

/* The same point, written in another way, must not count as another key. */
static void
test_a_compressed_point_is_the_same_key (void)
{
  g_autoptr(BirgeKey) plain = make_key ("ecdsa", "ecdsa-sha2-nistp256", EC_PUBLIC);
  g_autoptr(BirgeKey) compressed = make_key ("ecdsa", "ecdsa-sha2-nistp256", EC_COMPRESSED);

  g_assert_cmpstr (birge_key_get_print (plain), ==, birge_key_get_print (compressed));
  g_assert_cmpstr (birge_key_get_print (plain), !=, birge_key_get_id (plain)); /* it could be read */
  g_assert_cmpstr (birge_key_get_print (compressed), !=, birge_key_get_id (compressed));
}

static void
test_keys_that_cannot_be_used_verify_nothing (void)
{
  g_autoptr(GBytes) data = bytes_of ("\x72");
  BirgeKey *keys[] = {
    make_key ("ed25519", "rsassa-pss-sha256", RFC_PUBLIC),
    make_key ("unknown", "unknown", RFC_PUBLIC),
    make_key ("ed25519", "ed25519", "short"),
    make_key ("ed25519", "ed25519", ""),
    make_key ("rsa", "rsassa-pss-sha256", WEAK_RSA),
    make_key ("rsa", "rsassa-pss-sha256", "no PEM"),
    make_key ("ecdsa", "ecdsa-sha2-nistp256", WEAK_RSA),
    make_key ("ecdsa", "ecdsa-sha2-nistp256", P384_PUBLIC),
    make_key ("rsa", "rsassa-pss-sha256", EC_PUBLIC),
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_assert_nonnull (keys[i]);
      g_assert_cmpstr (birge_key_get_print (keys[i]), ==, birge_key_get_id (keys[i])); /* nothing was read */
      g_assert_false (birge_key_verify (keys[i], data, RFC_SIGNATURE));
      birge_key_unref (keys[i]);
    }
}

static void
test_refuses_what_is_no_key (void)
{
  static const char *const broken[] = { "{}", "{\"keytype\":\"ed25519\"}", "{\"keytype\":1,\"scheme\":\"a\",\"keyval\":{}}",
                                        "{\"keytype\":\"a\",\"scheme\":\"a\",\"keyval\":[]}" };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(json_t) object = json_loads (broken[i], 0, NULL);

      g_assert_null (birge_key_from_json (object, &error));
      g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SYNTAX);
    }
}

/* Private keys */

static void
test_private_keys_are_written_encrypted (void)
{
  for (BirgeSignerType type = BIRGE_SIGNER_ED25519; type <= BIRGE_SIGNER_RSA; type++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(BirgeSigner) signer = birge_signer_generate (type);
      g_autoptr(GBytes) pem = birge_signer_to_pem (signer, "correct horse");
      g_autoptr(BirgeSigner) again = birge_signer_from_pem (pem, "correct horse", &error);

      g_assert_no_error (error);
      g_assert_cmpstr (birge_key_get_id (birge_signer_get_key (again)), ==, birge_key_get_id (birge_signer_get_key (signer)));
      g_assert_nonnull (g_strstr_len (g_bytes_get_data (pem, NULL), (gssize) g_bytes_get_size (pem), "BEGIN ENCRYPTED PRIVATE KEY"));
    }
}

/* Whoever finds the file tries pass phrases: each has to cost something. */
static void
test_a_pass_phrase_is_slow_to_guess (void)
{
  static const guint8 cost[] = { 2, 2, 0x40, 0, 2, 1, 8, 2, 1, 5 }; /* in DER: N = 16384, r = 8, p = 5 */
  g_autoptr(BirgeSigner) signer = birge_signer_generate (BIRGE_SIGNER_ED25519);
  g_autoptr(GBytes) pem = birge_signer_to_pem (signer, "right");
  g_autofree char *text = g_strndup (g_bytes_get_data (pem, NULL), g_bytes_get_size (pem));
  g_autofree guchar *der = NULL;
  gsize size;

  *strstr (text, "-----END") = '\0';
  der = g_base64_decode (strchr (text, '\n'), &size);
  g_assert_nonnull (memmem (der, size, cost, sizeof cost));
}

static void
test_a_wrong_pass_phrase_opens_nothing (void)
{
  static const char *const phrases[] = { "wrong", "", NULL };
  g_autoptr(BirgeSigner) signer = birge_signer_generate (BIRGE_SIGNER_ED25519);
  g_autoptr(GBytes) pem = birge_signer_to_pem (signer, "right");

  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (birge_signer_from_pem (pem, phrases[i], &error));
      g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_KEY);
    }
}

static void
test_damaged_private_keys_are_refused (void)
{
  g_autoptr(BirgeSigner) signer = birge_signer_generate (BIRGE_SIGNER_ED25519);
  g_autoptr(GBytes) pem = birge_signer_to_pem (signer, "right");

  for (gsize cut = 0; cut + 1 < g_bytes_get_size (pem); cut += 40)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) part = g_bytes_new_from_bytes (pem, 0, cut);

      g_assert_null (birge_signer_from_pem (part, "right", &error));
      g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_KEY);
    }
}

/* Envelopes */

static void
test_signatures_are_made_carried_and_counted (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) content = json_pack ("{s:s, s:i}", "text", "line\nend", "a", 1);
  g_autoptr(BirgeEnvelope) envelope = birge_envelope_new (content);
  g_autoptr(BirgeSigner) first = birge_signer_generate (BIRGE_SIGNER_ED25519);
  g_autoptr(BirgeSigner) second = birge_signer_generate (BIRGE_SIGNER_ED25519);
  g_autoptr(GPtrArray) keys = g_ptr_array_new ();
  g_autofree char *elsewhere = birge_signer_sign (second, birge_envelope_get_canonical (envelope));
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GBytes) again = NULL;
  g_autoptr(BirgeEnvelope) read = NULL;

  g_ptr_array_add (keys, birge_signer_get_key (first));
  g_ptr_array_add (keys, birge_signer_get_key (second));
  g_ptr_array_add (keys, birge_signer_get_key (second));
  g_assert_cmpuint (birge_envelope_count (envelope, keys), ==, 0);
  birge_envelope_sign (envelope, first);
  birge_envelope_sign (envelope, first);
  g_assert_cmpuint (birge_envelope_count (envelope, keys), ==, 1);
  g_assert_false (birge_envelope_add_signature (envelope, birge_signer_get_key (first), elsewhere));
  g_assert_true (birge_envelope_add_signature (envelope, birge_signer_get_key (second), elsewhere));
  g_assert_cmpuint (birge_envelope_count (envelope, keys), ==, 2);

  bytes = birge_envelope_to_bytes (envelope);
  read = birge_envelope_from_bytes (bytes, 10000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (birge_envelope_count (read, keys), ==, 2);
  again = birge_envelope_to_bytes (read);
  g_assert_true (g_bytes_equal (bytes, again));
  g_assert_true (birge_envelope_remove (read, birge_key_get_id (birge_signer_get_key (first))));
  g_assert_false (birge_envelope_remove (read, birge_key_get_id (birge_signer_get_key (first))));
  g_assert_cmpuint (birge_envelope_count (read, keys), ==, 1);
  g_assert_null (birge_envelope_get_signature (read, birge_key_get_id (birge_signer_get_key (first))));
  g_assert_cmpstr (birge_envelope_get_signature (read, birge_key_get_id (birge_signer_get_key (second))), ==, elsewhere);
}

static void
test_broken_envelopes_are_refused (void)
{
  static const char *const broken[] = {
    "{}", "{\"signed\":{}}", "{\"signatures\":[]}", "{\"signed\":[],\"signatures\":[]}", "{\"signed\":{},\"signatures\":{}}",
    "{\"signed\":{},\"signatures\":[1]}", "{\"signed\":{},\"signatures\":[{\"keyid\":\"a\"}]}",
    "{\"signed\":{},\"signatures\":[{\"sig\":\"a\"}]}",
    "{\"signed\":{},\"signatures\":[{\"keyid\":\"a\",\"sig\":\"\"},{\"keyid\":\"a\",\"sig\":\"\"}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = bytes_of (broken[i]);

      g_assert_null (birge_envelope_from_bytes (bytes, 1000, &error));
      g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SYNTAX);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/keys/verifies-a-signature-of-the-standard", test_verifies_a_signature_of_the_standard);
  g_test_add_func ("/trust/keys/the-id-is-the-hash-of-the-canonical-form", test_the_id_is_the_hash_of_the_canonical_form);
  g_test_add_func ("/trust/keys/what-is-no-signature-verifies-nothing", test_what_is_no_signature_verifies_nothing);
  g_test_add_func ("/trust/keys/each-kind-signs-and-verifies", test_each_kind_signs_and_verifies);
  g_test_add_func ("/trust/keys/the-same-key-prints-the-same", test_the_same_key_prints_the_same);
  g_test_add_func ("/trust/keys/verifies-what-others-signed", test_verifies_what_others_signed);
  g_test_add_func ("/trust/keys/a-compressed-point-is-the-same-key", test_a_compressed_point_is_the_same_key);
  g_test_add_func ("/trust/keys/keys-that-cannot-be-used-verify-nothing", test_keys_that_cannot_be_used_verify_nothing);
  g_test_add_func ("/trust/keys/refuses-what-is-no-key", test_refuses_what_is_no_key);
  g_test_add_func ("/trust/keys/private-keys-are-written-encrypted", test_private_keys_are_written_encrypted);
  g_test_add_func ("/trust/keys/a-pass-phrase-is-slow-to-guess", test_a_pass_phrase_is_slow_to_guess);
  g_test_add_func ("/trust/keys/a-wrong-pass-phrase-opens-nothing", test_a_wrong_pass_phrase_opens_nothing);
  g_test_add_func ("/trust/keys/damaged-private-keys-are-refused", test_damaged_private_keys_are_refused);
  g_test_add_func ("/trust/keys/signatures-are-made-carried-and-counted", test_signatures_are_made_carried_and_counted);
  g_test_add_func ("/trust/keys/broken-envelopes-are-refused", test_broken_envelopes_are_refused);
  return g_test_run ();
}
