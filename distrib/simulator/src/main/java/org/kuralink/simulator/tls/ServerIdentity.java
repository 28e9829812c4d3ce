/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
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
 * Two certificate authorities, created at the first start and stored, and for each a server
 * certificate for localhost that is signed again at each start: one with elliptic curves, and one
 * with RSA for clients without elliptic curves. The server selects the certificate by the client
 * hello.
 */
public final class ServerIdentity {
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
  private static final Duration SERVER_LIFE = Duration.ofDays(365);
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
  private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "::1");
  private static final char[] NO_PASSWORD = new char[0];

  private final Path authorityFile;
  private final KeyManagerFactory keys;

  private ServerIdentity(Path authorityFile, KeyManagerFactory keys) {
    this.authorityFile = authorityFile;
    this.keys = keys;
  }

  /** The type of the keys. */
  private enum Kind {
    EC("ca.key", "SHA256withECDSA", KeyUsage.digitalSignature),
    /** May also encipher the key of a session, as TLS 1.2 without a key agreement has it. */
    RSA("ca-rsa.key", "SHA256withRSA", KeyUsage.digitalSignature | KeyUsage.keyEncipherment);

    final String keyFile;
    final String signature;
    final int usage;

    Kind(String keyFile, String signature, int usage) {
      this.keyFile = keyFile;
      this.signature = signature;
      this.usage = usage;
    }

    KeyPair newPair() throws GeneralSecurityException {
      return this == EC
          ? generate("EC", new ECGenParameterSpec("secp256r1"))
          : generate("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
    }

    private static KeyPair generate(String algorithm, AlgorithmParameterSpec size)
        throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size);
      return generator.generateKeyPair();
    }
  }

  /**
   * RSA keys, whose generation takes long: all simulators of this process share one pair for the
   * server and one for new authorities.
   */
  private static final class OfRsa {
    static final KeyPair PAIR;
    static final Authority AUTHORITY;

    /** For this machine's own names alone. */
    static final X509Certificate THIS_MACHINES;

    static {
      try {
        PAIR = Kind.RSA.newPair();
        AUTHORITY = newAuthority(Kind.RSA, PAIR);
        THIS_MACHINES = makeServer(Kind.RSA, AUTHORITY, PAIR, List.of());
      } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
        throw new IllegalStateException("this Java runtime makes no RSA certificates", e);
      }
    }
  }

  /** A certificate authority. */
  private record Authority(X509Certificate certificate, PrivateKey key) {}

  /** The authorities in the directory, made if need be, and fresh certificates for the names. */
  public static ServerIdentity open(Path directory, List<String> names) throws IOException {
    Path certificates = directory.resolve("ca.pem");
    try {
      List<X509Certificate> kept = new ArrayList<>(readCertificates(certificates));
      // Never written: the type that spends no time on enciphering what stays in memory.
      KeyStore store = KeyStore.getInstance("JKS");
      store.load(null, null);
      for (Kind kind : Kind.values()) {
        Path keyFile = directory.resolve(kind.keyFile);
        boolean there = kept.size() > kind.ordinal() && Files.exists(keyFile);
        Authority authority =
            there
                ? new Authority(kept.get(kind.ordinal()), readKey(keyFile))
                : makeAuthority(kind, keyFile);
        if (!there) {
          kept = new ArrayList<>(kept.subList(0, Math.min(kept.size(), kind.ordinal())));
          kept.add(authority.certificate);
          writePem(certificates, kept.toArray());
        }
        KeyPair pair = kind == Kind.RSA ? OfRsa.PAIR : kind.newPair();
        X509Certificate server =
            authority == OfRsa.AUTHORITY && THIS_MACHINE.containsAll(names)
                ? OfRsa.THIS_MACHINES
                : makeServer(kind, authority, pair, names);
        store.setKeyEntry(
            kind.name(),
            pair.getPrivate(),
            NO_PASSWORD,
            new X509Certificate[] {server, authority.certificate});
      }
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, NO_PASSWORD);
      return new ServerIdentity(certificates, keys);
    } catch (GeneralSecurityException | OperatorCreationException | ClassCastException e) {
      throw new IOException("the certificate in " + directory + " cannot be used: " + e, e);
    }
  }

  /** The file with the authorities' certificates, for clients to trust. */
  public Path authorityFile() {
    return authorityFile;
  }

  /** The server's keys and certificates. */
  public KeyManagerFactory keys() {
    return keys;
  }

  /**
   * TLS as this server.
   *
   * @param applications what may be spoken over it, if a client asks; the dearest first
   */
  public SslContext context(String... applications) throws SSLException {
    SslContextBuilder context =
        SslContextBuilder.forServer(keys)
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2");
    if (applications.length > 0) {
      context.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              ApplicationProtocolConfig.Protocol.ALPN,
              ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
              ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
              applications));
    }
    return context.build();
  }

  private static Authority makeAuthority(Kind kind, Path keyFile)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    Authority authority = kind == Kind.RSA ? OfRsa.AUTHORITY : newAuthority(kind, kind.newPair());
    PrivateFiles.create(keyFile);
    writePem(keyFile, new JcaPKCS8Generator(authority.key, null));
    return authority;
  }

  private static Authority newAuthority(Kind kind, KeyPair pair)
      throws IOException, GeneralSecurityException, OperatorCreationException {
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
        builder.build(new JcaContentSignerBuilder(kind.signature).build(pair.getPrivate()));
    return new Authority(certificate(holder), pair.getPrivate());
  }

  private static X509Certificate makeServer(
      Kind kind, Authority authority, KeyPair pair, List<String> names)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            authority.certificate,
            serial(),
            Date.from(now.minusSeconds(3600)),
            Date.from(now.plus(SERVER_LIFE)),
            new X500Name("CN=localhost"),
            pair.getPublic());
    JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(kind.usage));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        extensions.createAuthorityKeyIdentifier(authority.certificate.getPublicKey()));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        extensions.createSubjectKeyIdentifier(pair.getPublic()));
    return certificate(
        builder.build(new JcaContentSignerBuilder(kind.signature).build(authority.key)));
  }

  private static GeneralNames alternatives(List<String> names) {
    Set<String> all = new LinkedHashSet<>(THIS_MACHINE);
    all.addAll(names);
    List<GeneralName> list = new ArrayList<>();
    for (String name : all) {
      int kind = ADDRESS.matcher(name).matches() ? GeneralName.iPAddress : GeneralName.dNSName;
      list.add(new GeneralName(kind, name));
    }
    return new GeneralNames(list.toArray(new GeneralName[0]));
  }

  private static BigInteger serial() {
    return new BigInteger(127, new SecureRandom()).setBit(126);
  }

  private static X509Certificate certificate(X509CertificateHolder holder)
      throws GeneralSecurityException {
    return new JcaX509CertificateConverter().getCertificate(holder);
  }

  private static List<X509Certificate> readCertificates(Path file)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> certificates = new ArrayList<>();
    if (Files.exists(file)) {
      for (Object found : readPem(file)) {
        certificates.add(certificate((X509CertificateHolder) found));
      }
    }
    return certificates;
  }

  private static PrivateKey readKey(Path file) throws IOException {
    return new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) readPem(file).get(0));
  }

  private static List<Object> readPem(Path file) throws IOException {
    List<Object> all = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        all.add(found);
      }
    }
    if (all.isEmpty()) {
      throw new IOException(file + " holds nothing; delete ca.pem and ca.key to make new ones");
    }
    return all;
  }

  private static void writePem(Path file, Object... content) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object each : content) {
        writer.writeObject(each);
      }
    }
    Files.writeString(file, text.toString());
  }
}
