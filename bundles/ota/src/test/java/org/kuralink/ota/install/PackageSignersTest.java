/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.TestCertificate;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.UpdateFault;

/** Packages signed by accepted and by other signers. */
class PackageSignersTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private static Path all;
  private static KeyStore keys;

  @BeforeAll
  static void keys() throws Exception {
    keys = KeyStore.getInstance("JKS");
    keys.load(null, null);
    Instant now = Instant.now();
    TestCertificate good = TestCertificate.selfSigned(now, "good");
    put("good", good);
    put("other", TestCertificate.selfSigned(now, "other"));
    put("old", TestCertificate.selfSigned(now.minus(Duration.ofDays(20)), "old"));
    TestCertificate authority = TestCertificate.authority("authority");
    put("authority", authority);
    put("issued", authority.issue("EC", now, "issued"));
    put("minor", good.issue("EC", now, "minor"));
  }

  private static void put(String alias, TestCertificate certificate) throws Exception {
    certificate.putInto(keys, alias, PASSWORD);
  }

  private static String pem(String alias) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(keys.getCertificate(alias).getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static Path unsigned() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("DeploymentPackage-SymbolicName", "app");
    Path file = Files.createTempFile(all, "unsigned", ".dp");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      for (String name : List.of("one.jar", "two.jar")) {
        jar.putNextEntry(new JarEntry(name));
        jar.write(("content of " + name).getBytes(StandardCharsets.UTF_8));
        jar.closeEntry();
      }
    }
    return file;
  }

  private static Path signed(String alias) throws Exception {
    PrivateKey key = (PrivateKey) keys.getKey(alias, PASSWORD);
    List<Certificate> chain = Arrays.asList(keys.getCertificateChain(alias));
    JarSigner signer =
        new JarSigner.Builder(key, CertificateFactory.getInstance("X.509").generateCertPath(chain))
            .build();
    Path file = Files.createTempFile(all, alias, ".dp");
    try (ZipFile in = new ZipFile(unsigned().toFile());
        OutputStream out = Files.newOutputStream(file)) {
      signer.sign(in, out);
    }
    return file;
  }

  /** The same package with one entry changed, or one more. */
  private static Path changed(Path from, String name, String content) throws IOException {
    Path file = Files.createTempFile(all, "changed", ".dp");
    try (JarInputStream in = new JarInputStream(Files.newInputStream(from), false);
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), in.getManifest())) {
      boolean seen = false;
      for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
        out.putNextEntry(new JarEntry(entry.getName()));
        boolean it = entry.getName().equals(name);
        out.write(it ? content.getBytes(StandardCharsets.UTF_8) : in.readAllBytes());
        out.closeEntry();
        seen |= it;
      }
      if (!seen) {
        out.putNextEntry(new JarEntry(name));
        out.write(content.getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return file;
  }

  private static PackageSigners signers(String text) {
    ConfigurationValues values = ConfigurationValues.of(Map.of("package.signers", text));
    PackageSigners signers = PackageSigners.of(values);
    assertEquals(List.of(), values.problems());
    return signers;
  }

  private static void assertRefused(String words, PackageSigners signers, Path file) {
    InstallException refusal =
        assertThrows(InstallException.class, () -> signers.check(file), words);
    assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
    assertTrue(refusal.getMessage().endsWith("nothing was touched"), refusal.getMessage());
    assertEquals(UpdateFault.VERIFICATION, refusal.fault().orElseThrow());
  }

  @Test
  void nobodyIsAskedForASignatureUnlessItIsConfigured() throws Exception {
    assertFalse(signers("").required());
    signers(" ").check(unsigned());
    signers("").check(changed(signed("other"), "one.jar", "other content"));
  }

  @Test
  void whoeverIsNamedMaySign() throws Exception {
    signers(pem("good")).check(signed("good"));
    signers(pem("other") + pem("good")).check(signed("good"));
    signers(pem("good").replace('\n', ' ')).check(signed("good"));
    signers(pem("authority")).check(signed("issued"));
    signers(pem("issued")).check(signed("issued"));
  }

  @Test
  void filesMayBeNamed() throws Exception {
    Path one = Files.writeString(all.resolve("one.pem"), pem("other"));
    Path two = Files.writeString(all.resolve("two.pem"), pem("good"));
    signers(one + ";" + two).check(signed("good"));
    signers(one + "\n" + two + "\n").check(signed("good"));
    assertRefused("CN=good, who is not among", signers(one.toString()), signed("good"));
  }

  @Test
  void nothingElseIsTaken() throws Exception {
    PackageSigners good = signers(pem("good"));
    assertRefused("is not signed", good, unsigned());
    assertRefused("CN=other, who is not among", good, signed("other"));
    assertRefused("CN=issued, who is not among", good, signed("issued"));
    assertRefused("CN=minor, who is not among", good, signed("minor"));
    assertRefused("CN=old has expired", signers(pem("old")), signed("old"));
    Path file = signed("good");
    assertRefused("changed after it was signed", good, changed(file, "one.jar", "evil"));
    assertRefused("its entry three.jar is not signed", good, changed(file, "three.jar", "evil"));
    assertRefused("META-INF/x/y.sf is not signed", good, changed(file, "META-INF/x/y.sf", "evil"));
    assertRefused("no entry", good, Files.writeString(all.resolve("text"), "no package"));
  }

  @Test
  void whatCannotBeReadLetsNothingPass() throws Exception {
    for (String text :
        List.of("/nowhere/signers.pem", "-----BEGIN CERTIFICATE----- x", "certificate", "\u0000")) {
      ConfigurationValues values = ConfigurationValues.of(Map.of("package.signers", text));
      PackageSigners signers = PackageSigners.of(values);
      assertEquals(1, values.problems().size(), text);
      assertRefused("names no certificate", signers, signed("good"));
    }
  }
}
