/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;

/**
 * The certificate and key of the channel, created once and stored in one file, so that servers
 * continue to trust it. Without a directory it exists only in memory.
 *
 * @param keys the key pair
 * @param certificate the self-signed certificate
 * @param applicationUri the application URI, which identifies this application to servers and is
 *     part of the certificate
 */
record OwnCertificate(KeyPair keys, X509Certificate certificate, String applicationUri) {

  static final String FILE = "own-certificate.pem";

  private static final String APPLICATION = "urn:kuralink:channel-opcua:";
  private static final int MOST_BYTES = 65_536;
  private static final int KEY_BITS = 2048;
  private static final Duration VALID = Duration.ofDays(20 * 365L);
  private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);
  private static final int URI = 6;

  /** Loads the certificate, or creates one if there is none or it has expired. */
  static OwnCertificate of(Medium medium, Optional<Path> directory, Clock clock)
      throws IOException {
    try {
      if (directory.isEmpty()) {
        return make(clock.instant());
      }
      WholeFile file = new WholeFile(medium, directory.get().resolve(FILE));
      Optional<byte[]> kept = file.read(MOST_BYTES);
      if (kept.isPresent()) {
        OwnCertificate read = read(new String(kept.get(), StandardCharsets.US_ASCII));
        if (read.certificate.getNotAfter().toInstant().isAfter(clock.instant())) {
          return read;
        }
      }
      OwnCertificate made = make(clock.instant());
      file.write(pem("PRIVATE KEY", made.keys.getPrivate().getEncoded()) + made.pem());
      return made;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "cannot read or create the channel's own certificate: " + e.getMessage(), e);
    }
  }

  /** Returns the certificate in PEM without the key, to be trusted on a server. */
  String pem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String label, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  private static byte[] part(String text, String label) throws GeneralSecurityException {
    Matcher found = Pattern.compile("-----BEGIN " + label + "-----([^-]*)-----END").matcher(text);
    if (!found.find()) {
      throw new GeneralSecurityException(FILE + " contains no " + label);
    }
    return Base64.getMimeDecoder().decode(found.group(1));
  }

  private static OwnCertificate read(String text) throws GeneralSecurityException {
    PrivateKey key =
        KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(part(text, "PRIVATE KEY")));
    X509Certificate certificate = certificate(part(text, "CERTIFICATE"));
    String uri =
        certificate.getSubjectAlternativeNames().stream()
            .filter(name -> Integer.valueOf(URI).equals(name.get(0)))
            .map(name -> String.valueOf(name.get(1)))
            .findFirst()
            .orElseThrow(
                () ->
                    new GeneralSecurityException(
                        FILE + " contains a certificate without an application URI"));
    return new OwnCertificate(new KeyPair(certificate.getPublicKey(), key), certificate, uri);
  }

  private static X509Certificate certificate(byte[] encoded) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static OwnCertificate make(Instant now) throws GeneralSecurityException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(KEY_BITS);
    KeyPair keys = generator.generateKeyPair();
    String uri = APPLICATION + UUID.randomUUID();
    X500Name name = new X500Name("CN=Kuralink OPC UA channel,O=Kuralink");
    SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            name,
            new BigInteger(63, new SecureRandom()).add(BigInteger.ONE),
            Date.from(now.minus(CLOCKS_DIFFER)),
            Date.from(now.plus(VALID)),
            Locale.ENGLISH,
            name,
            key);
    extend(builder, uri, key);
    return new OwnCertificate(
        keys, certificate(builder.build(new Signer(keys.getPrivate())).getEncoded()), uri);
  }

  /** Adds the extensions that OPC UA part 6 requires for an application certificate. */
  private static void extend(X509v3CertificateBuilder builder, String uri, SubjectPublicKeyInfo key)
      throws GeneralSecurityException, IOException {
    builder.addExtension(Extension.basicConstraints, false, new BasicConstraints(false));
    builder.addExtension(
        Extension.keyUsage,
        false,
        new KeyUsage(
            KeyUsage.digitalSignature
                | KeyUsage.nonRepudiation
                | KeyUsage.keyEncipherment
                | KeyUsage.dataEncipherment
                | KeyUsage.keyCertSign));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.uniformResourceIdentifier, uri),
              new GeneralName(GeneralName.dNSName, "kuralink")
            }));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new SubjectKeyIdentifier(
            MessageDigest.getInstance("SHA-1").digest(key.getPublicKeyData().getBytes())));
  }

  /** Signs with the algorithms of the JDK, because Bouncy Castle's provider is not embedded. */
  private static final class Signer implements ContentSigner {

    private static final ASN1ObjectIdentifier ALGORITHM =
        PKCSObjectIdentifiers.sha256WithRSAEncryption;

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final PrivateKey key;

    Signer(PrivateKey key) {
      this.key = key;
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return new AlgorithmIdentifier(ALGORITHM, DERNull.INSTANCE);
    }

    @Override
    public OutputStream getOutputStream() {
      return content;
    }

    @Override
    public byte[] getSignature() {
      try {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(content.toByteArray());
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
