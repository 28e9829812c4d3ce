/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.kuralink.api.connection.TestCertificate;

/** An authority and server certificates, created for each test run on demand. */
public final class TestCertificates {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final Duration LONG = Duration.ofDays(20);
  private static final TestCertificates SHARED = new TestCertificates();

  private final TestCertificate authority = TestCertificate.authority("Test authority");
  private final Map<String, TestCertificate> made = new ConcurrentHashMap<>();

  private TestCertificates() {}

  /** The same for all tests of a run. */
  public static TestCertificates shared() {
    return SHARED;
  }

  /** The authority's certificate in PEM: "ca", or "stranger" whom nobody trusts. */
  public String pem(String alias) {
    try {
      byte[] der = made(alias).certificate().getEncoded();
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * For a server: "localhost", "rsa" (the same host with the other kind of key), "other" (another
   * host), "expired", "early" (not valid yet).
   */
  public SSLContext server(String alias) {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(privateKey(alias), PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A keystore with a private key and its certificates, and nobody who is trusted. */
  public KeyStore privateKey(String alias) throws GeneralSecurityException, IOException {
    KeyStore one = trusting();
    made(alias).putInto(one, alias, PASSWORD);
    return one;
  }

  /** A keystore that trusts these authorities. */
  public KeyStore trusting(String... aliases) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("JKS");
    trusted.load(null, null);
    for (String alias : aliases) {
      trusted.setCertificateEntry(alias, made(alias).certificate());
    }
    return trusted;
  }

  private TestCertificate made(String alias) {
    return made.computeIfAbsent(alias, this::make);
  }

  private TestCertificate make(String alias) {
    Instant now = Instant.now();
    return switch (alias) {
      case "ca" -> authority;
      case "stranger" -> TestCertificate.authority("Strange authority");
      case "localhost" -> authority.issue("EC", now, "localhost", "127.0.0.1");
      case "rsa" -> authority.issue("RSA", now, "localhost", "127.0.0.1");
      case "other" -> authority.issue("EC", now, "other.example");
      case "expired" -> authority.issue("EC", now.minus(LONG), "localhost", "127.0.0.1");
      case "early" -> authority.issue("EC", now.plus(LONG), "localhost", "127.0.0.1");
      default -> throw new IllegalArgumentException(alias);
    };
  }
}
