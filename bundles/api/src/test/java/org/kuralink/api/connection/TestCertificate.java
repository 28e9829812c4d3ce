/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.connection;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * A key with its certificates for tests, created in this process: the JDK has no public API for
 * certificates, and each start of keytool takes a second of CPU time.
 */
public final class TestCertificate {

  private static final Duration LIFE = Duration.ofDays(10);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final int INTEGER = 0x02;
  private static final int BITS = 0x03;
  private static final int OCTETS = 0x04;
  private static final int OBJECT = 0x06;
  private static final int TEXT = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int DNS = 0x82;
  private static final int ADDRESS = 0x87;

  private static final byte[] TRUE = {1, 1, (byte) 0xff};
  private static final byte[] ECDSA_WITH_SHA256 =
      der(SEQUENCE, der(OBJECT, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));
  private static final byte[] COMMON_NAME = der(OBJECT, 0x55, 4, 3);
  private static final byte[] BASIC_CONSTRAINTS = der(OBJECT, 0x55, 0x1d, 0x13);
  private static final byte[] ALTERNATIVE_NAMES = der(OBJECT, 0x55, 0x1d, 0x11);

  private final String name;
  private final PrivateKey key;
  private final List<Certificate> chain;

  private TestCertificate(String name, PrivateKey key, List<Certificate> chain) {
    this.name = name;
    this.key = key;
    this.chain = chain;
  }

  /** Creates a self-signed CA certificate. */
  public static TestCertificate authority(String name) {
    byte[] constraints = der(SEQUENCE, BASIC_CONSTRAINTS, TRUE, der(OCTETS, der(SEQUENCE, TRUE)));
    return signedByItself(Instant.now(), name, constraints);
  }

  /** Creates a self-signed certificate for names and addresses, valid for ten days. */
  public static TestCertificate selfSigned(Instant from, String... names) {
    return signedByItself(from, names[0], alternatives(names));
  }

  private static TestCertificate signedByItself(Instant from, String name, byte[] extension) {
    KeyPair keys = keys("EC");
    TestCertificate nobody = new TestCertificate(name, keys.getPrivate(), List.of());
    return nobody.issue(keys, from, name, extension);
  }

  /**
   * Issues a certificate for names and addresses, valid for ten days.
   *
   * @param algorithm EC or RSA
   */
  public TestCertificate issue(String algorithm, Instant from, String... names) {
    return issue(keys(algorithm), from, names[0], alternatives(names));
  }

  private TestCertificate issue(KeyPair keys, Instant from, String subject, byte[] extension) {
    byte[] content =
        der(
            SEQUENCE,
            der(VERSION, der(INTEGER, 2)),
            der(INTEGER, new BigInteger(63, new SecureRandom()).add(BigInteger.ONE).toByteArray()),
            ECDSA_WITH_SHA256,
            name(name),
            der(SEQUENCE, time(from), time(from.plus(LIFE))),
            name(subject),
            keys.getPublic().getEncoded(),
            der(EXTENSIONS, der(SEQUENCE, extension)));
    List<Certificate> all = new ArrayList<>();
    all.add(signed(content));
    all.addAll(chain);
    return new TestCertificate(subject, keys.getPrivate(), List.copyOf(all));
  }

  private Certificate signed(byte[] content) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(content);
      byte[] signed =
          der(SEQUENCE, content, ECDSA_WITH_SHA256, der(BITS, new byte[1], signature.sign()));
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(algorithm.equals("EC") ? 256 : 2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the certificate without its key. */
  public Certificate certificate() {
    return chain.get(0);
  }

  /** Stores key and certificates as an entry of a keystore. */
  public void putInto(KeyStore store, String alias, char[] password)
      throws GeneralSecurityException {
    store.setKeyEntry(alias, key, password, chain.toArray(Certificate[]::new));
  }

  private static byte[] alternatives(String... names) {
    List<byte[]> all = new ArrayList<>();
    for (String each : names) {
      all.add(
          each.matches("[0-9.]+")
              ? der(ADDRESS, address(each))
              : der(DNS, each.getBytes(StandardCharsets.US_ASCII)));
    }
    return der(SEQUENCE, ALTERNATIVE_NAMES, der(OCTETS, der(SEQUENCE, all.toArray(byte[][]::new))));
  }

  private static byte[] address(String text) {
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static byte[] name(String common) {
    byte[] text = der(TEXT, common.getBytes(StandardCharsets.UTF_8));
    return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, text)));
  }

  private static byte[] time(Instant when) {
    return der(UTC_TIME, TIME.format(when).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] der(int tag, int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return der(tag, content);
  }

  /** Encodes tag, length and the concatenated contents in DER. */
  private static byte[] der(int tag, byte[]... contents) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] each : contents) {
      content.writeBytes(each);
    }
    int length = content.size();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    if (length >= 0x100) {
      all.write(0x82);
      all.write(length >> 8);
    } else if (length >= 0x80) {
      all.write(0x81);
    }
    all.write(length);
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }
}
