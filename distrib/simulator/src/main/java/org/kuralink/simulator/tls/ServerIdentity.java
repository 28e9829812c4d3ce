/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.tls;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.kuralink.simulator.disk.PrivateFiles;

/**
 * A certificate authority made at the first start and kept, and a server certificate for localhost
 * that it signs anew at each start.
 */
public final class ServerIdentity {
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
  private static final Duration SERVER_LIFE = Duration.ofDays(365);
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  private final Path authorityFile;
  private final PrivateKey key;
  private final List<X509Certificate> chain;

  private ServerIdentity(Path authorityFile, PrivateKey key, List<X509Certificate> chain) {
    this.authorityFile = authorityFile;
    this.key = key;
    this.chain = chain;
  }

  /** The authority in the directory, made if need be, and a fresh certificate for the names. */
  public static ServerIdentity open(Path directory, List<String> names) throws IOException {
    Path certificateFile = directory.resolve("ca.pem");
    Path keyFile = directory.resolve("ca.key");
    try {
      if (!Files.exists(certificateFile) || !Files.exists(keyFile)) {
        makeAuthority(certificateFile, keyFile);
      }
      X509Certificate authority = certificate((X509CertificateHolder) readPem(certificateFile));
      PrivateKey authorityKey =
          new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) readPem(keyFile));
      KeyPair pair = newPair();
      X509Certificate server = makeServer(authority, authorityKey, pair, names);
      return new ServerIdentity(certificateFile, pair.getPrivate(), List.of(server, authority));
    } catch (GeneralSecurityException | OperatorCreationException | ClassCastException e) {
      throw new IOException("the certificate in " + directory + " cannot be used: " + e, e);
    }
  }

  /** The file with the authority's certificate, for clients to trust. */
  public Path authorityFile() {
    return authorityFile;
  }

  /** The server's private key. */
  public PrivateKey key() {
    return key;
  }

  /** The server's certificate and the authority's. */
  public X509Certificate[] chain() {
    return chain.toArray(new X509Certificate[0]);
  }

  private static void makeAuthority(Path certificateFile, Path keyFile)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    KeyPair pair = newPair();
    BigInteger serial = serial();
    X500Name name = new X500Name("CN=Kuralink simulator CA " + serial.toString(16).substring(0, 8));
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            serial,
            Date.from(now.minusSeconds(3600)),
            Date.from(now.plus(AUTHORITY_LIFE)),
            name,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
    X509CertificateHolder holder =
        builder.build(new JcaContentSignerBuilder(SIGNATURE).build(pair.getPrivate()));
    PrivateFiles.create(keyFile);
    writePem(keyFile, new JcaPKCS8Generator(pair.getPrivate(), null));
    writePem(certificateFile, holder);
  }

  private static X509Certificate makeServer(
      X509Certificate authority, PrivateKey authorityKey, KeyPair pair, List<String> names)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            authority,
            serial(),
            Date.from(now.minusSeconds(3600)),
            Date.from(now.plus(SERVER_LIFE)),
            new X500Name("CN=localhost"),
            pair.getPublic());
    JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        extensions.createAuthorityKeyIdentifier(authority.getPublicKey()));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        extensions.createSubjectKeyIdentifier(pair.getPublic()));
    return certificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(authorityKey)));
  }

  private static GeneralNames alternatives(List<String> names) {
    Set<String> all = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
    all.addAll(names);
    List<GeneralName> list = new ArrayList<>();
    for (String name : all) {
      int kind = ADDRESS.matcher(name).matches() ? GeneralName.iPAddress : GeneralName.dNSName;
      list.add(new GeneralName(kind, name));
    }
    return new GeneralNames(list.toArray(new GeneralName[0]));
  }

  private static KeyPair newPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static BigInteger serial() {
    return new BigInteger(127, new SecureRandom()).setBit(126);
  }

  private static X509Certificate certificate(X509CertificateHolder holder)
      throws GeneralSecurityException {
    return new JcaX509CertificateConverter().getCertificate(holder);
  }

  private static Object readPem(Path file) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
      Object found = parser.readObject();
      if (found == null) {
        throw new IOException(file + " holds nothing; delete ca.pem and ca.key to make new ones");
      }
      return found;
    }
  }

  private static void writePem(Path file, Object content) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    }
    Files.writeString(file, text.toString());
  }
}
