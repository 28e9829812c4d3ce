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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority and servers' certificates, made anew for each test run by the JDK's keytool. */
public final class TestCertificates {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final TestCertificates SHARED = make();

  private final KeyStore store;

  private TestCertificates(KeyStore store) {
    this.store = store;
  }

  /** The same for all tests of a run. */
  public static TestCertificates shared() {
    return SHARED;
  }

  /** The authority's certificate in PEM: "ca", or "stranger" whom nobody trusts. */
  public String pem(String alias) {
    try {
      byte[] der = store.getCertificate(alias).getEncoded();
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
    one.setKeyEntry(
        alias, store.getKey(alias, PASSWORD), PASSWORD, store.getCertificateChain(alias));
    return one;
  }

  /** A keystore that trusts these authorities. */
  public KeyStore trusting(String... aliases) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (String alias : aliases) {
      trusted.setCertificateEntry(alias, store.getCertificate(alias));
    }
    return trusted;
  }

  private static TestCertificates make() {
    try {
      Path directory = Files.createTempDirectory("kuralink-certificates");
      Path file = directory.resolve("store.p12");
      generate(file, "ca", "CN=Test authority", "-ext", "bc:c");
      generate(file, "stranger", "CN=Strange authority", "-ext", "bc:c");
      String san = "SAN=dns:localhost,ip:127.0.0.1";
      generate(file, "localhost", "CN=localhost", "-signer", "ca", "-ext", san);
      generate(file, "rsa", "CN=localhost", "-signer", "ca", "-ext", san);
      generate(file, "other", "CN=other.example", "-signer", "ca", "-ext", "SAN=dns:other.example");
      generate(file, "expired", "CN=localhost", "-signer", "ca", "-ext", san, "-startdate", "-20d");
      generate(file, "early", "CN=localhost", "-signer", "ca", "-ext", san, "-startdate", "+20d");
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD);
      }
      Files.delete(file);
      Files.delete(directory);
      return new TestCertificates(store);
    } catch (IOException | GeneralSecurityException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void generate(Path file, String alias, String name, String... more)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD),
                "-alias",
                alias,
                "-dname",
                name,
                "-validity",
                "10"));
    command.addAll(
        alias.equals("rsa")
            ? List.of("-keyalg", "RSA", "-keysize", "2048")
            : List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes());
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IllegalStateException("keytool: " + output);
    }
  }
}
