package chat.parley.account.passkey;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.CollectedClientDataConverter;
import com.webauthn4j.converter.exception.DataConversionException;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Verifies what comes from people's devices.
///
/// The library throws what its parsers throw, of many kinds; whatever it is, what came is not to be
/// believed.
///
/// Who made a device is not asked (attestation: none): in a family or a team it would only tell
/// more of people than is needed.
public final class WebAuthn {
  /// Of each part that comes, in characters. The largest are attestations of a few KB.
  private static final int LONGEST = 32_768;

  private static final Set<String> TRANSPORTS =
      Set.of("usb", "nfc", "ble", "hybrid", "internal", "smart-card");

  private WebAuthn() {}

  /// What devices may sign with, the best first (COSE): Ed25519, ES256, RS256.
  public static List<Integer> algorithms() {
    return List.of(-8, -7, -257);
  }

  /// Loaded at the first use: nobody else waits for it, and where nobody has a passkey nobody does.
  private static final class WebAuthnLibrary {
    static final ObjectConverter CONVERTER = new ObjectConverter();
    static final CollectedClientDataConverter CLIENT_DATA =
        new CollectedClientDataConverter(CONVERTER);
    static final WebAuthnManager MANAGER =
        WebAuthnManager.createNonStrictWebAuthnManager(CONVERTER);
    static final List<PublicKeyCredentialParameters> ALGORITHMS =
        algorithms().stream()
            .map(number ->
                new PublicKeyCredentialParameters(
                    PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(number)))
            .toList();
  }

  /// The challenge that something answers, in base64url, before anything of it is believed.
  public static Optional<String> challenge(String clientData) {
    try {
      CollectedClientData said = WebAuthnLibrary.CLIENT_DATA.convert(bytes(clientData));
      return said == null || said.getChallenge() == null
          ? Optional.empty()
          : Optional.of(text(said.getChallenge().getValue()));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /// Looks at a new passkey.
  public static Verdict created(Attestation creation, ExpectedOrigin expected) {
    try {
      RegistrationData data =
          WebAuthnLibrary.MANAGER.verify(
              new RegistrationRequest(bytes(creation.attestation()), bytes(creation.clientData())),
              new RegistrationParameters(
                  server(expected), WebAuthnLibrary.ALGORITHMS, expected.verified(), true));
      var attestation = data.getAttestationObject();
      var made = attestation == null ? null : attestation.getAuthenticatorData();
      var credential = made == null ? null : made.getAttestedCredentialData();
      if (made == null || credential == null) {
        return new Verdict.Refused("no key", false);
      }
      return new Verdict.Sound(
          new PublicKey(
              text(credential.getCredentialId()),
              WebAuthnLibrary.CONVERTER.getCborMapper().writeValueAsBytes(credential.getCOSEKey()),
              made.getSignCount(),
              known(creation.transports()),
              made.isFlagBE(),
              made.isFlagBS()));
    } catch (RuntimeException e) {
      return refused(e);
    }
  }

  /// Looks at the use of a passkey.
  ///
  /// @param key the one that is known under the assertion's id
  public static Verdict used(Assertion assertion, PublicKey key, ExpectedOrigin expected) {
    try {
      byte[] id = bytes(assertion.id());
      var data =
          WebAuthnLibrary.MANAGER.verify(
              new AuthenticationRequest(
                  id,
                  bytes(assertion.authenticatorData()),
                  bytes(assertion.clientData()),
                  bytes(assertion.signature())),
              new AuthenticationParameters(
                  server(expected),
                  credential(key),
                  List.of(bytes(key.id())),
                  expected.verified(),
                  true));
      AuthenticatorData<?> said = data.getAuthenticatorData();
      return said == null
          ? new Verdict.Refused("no data of the device", false)
          : new Verdict.Sound(
              new PublicKey(
                  key.id(),
                  key.publicKey(),
                  said.getSignCount(),
                  key.transports(),
                  said.isFlagBE(),
                  said.isFlagBS()));
    } catch (RuntimeException e) {
      return refused(e);
    }
  }

  private static CredentialRecord credential(PublicKey key) {
    COSEKey publicKey =
        WebAuthnLibrary.CONVERTER.getCborMapper().readValue(key.publicKey(), COSEKey.class);
    if (publicKey == null) {
      throw new DataConversionException("the stored key is none");
    }
    return new CredentialRecordImpl(
        new NoneAttestationStatement(),
        null,
        key.portable(),
        key.copied(),
        key.signCount(),
        new AttestedCredentialData(AAGUID.ZERO, bytes(key.id()), publicKey),
        null,
        null,
        null,
        null);
  }

  private static ServerProperty server(ExpectedOrigin expected) {
    return ServerProperty.builder()
        .origin(new Origin(expected.origin()))
        .rpId(expected.site())
        .challenge(new DefaultChallenge(bytes(expected.challenge())))
        .build();
  }

  private static Verdict refused(RuntimeException e) {
    return new Verdict.Refused(
        e.getClass().getSimpleName(), e instanceof MaliciousCounterValueException);
  }

  /// What a browser says of itself is kept only where the standard has a word for it.
  private static String known(String transports) {
    Set<String> kept = new TreeSet<>();
    for (String one : transports.split(",", 20)) {
      if (TRANSPORTS.contains(one)) {
        kept.add(one);
      }
    }
    return String.join(",", kept);
  }

  private static byte[] bytes(String base64url) {
    if (base64url.length() > LONGEST) {
      throw new IllegalArgumentException("too long");
    }
    return Base64.getUrlDecoder().decode(base64url);
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
