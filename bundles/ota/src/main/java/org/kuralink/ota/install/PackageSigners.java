/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.api.ota.InstallException;
import org.kuralink.api.ota.UpdateFault;
import org.kuralink.login.pem.PemText;

/**
 * The accepted signers of deployment packages. If any is configured, each entry of a package must
 * be signed by one of them, or with a certificate that one of them has issued. A package is read
 * from beginning to end as DeploymentAdmin reads it, so that both see the same content.
 *
 * @param required whether a signature is required
 * @param certificates of signers or of their issuers
 */
public record PackageSigners(boolean required, List<X509Certificate> certificates) {

  private static final String PROPERTY = "package.signers";
  private static final String PEM = "-----BEGIN";
  private static final String METADATA = "META-INF/";
  private static final int BUFFER = 64 * 1024;

  /** Reads {@code package.signers}: certificates in PEM, or absolute names of files with them. */
  public static PackageSigners of(ConfigurationValues values) {
    String text = values.text(PROPERTY);
    List<X509Certificate> all = new ArrayList<>();
    if (text.contains(PEM)) {
      read(values, text, "the text", all);
    } else {
      for (String name : text.split("[;\\r\\n]+")) {
        if (!name.isBlank()) {
          file(values, name.strip(), all);
        }
      }
    }
    return new PackageSigners(!text.isBlank(), List.copyOf(all));
  }

  private static void file(ConfigurationValues values, String name, List<X509Certificate> all) {
    try {
      read(values, Files.readString(Path.of(name), StandardCharsets.ISO_8859_1), name, all);
    } catch (IOException | IllegalArgumentException e) {
      values.problem(PROPERTY, "names " + name + ", which cannot be read");
    }
  }

  private static void read(
      ConfigurationValues values, String text, String where, List<X509Certificate> all) {
    try {
      List<X509Certificate> some = PemText.certificates(where, text);
      all.addAll(some);
      if (some.isEmpty()) {
        values.problem(PROPERTY, "holds no certificate in " + where);
      }
    } catch (ServerTrustException e) {
      values.problem(PROPERTY, "has no valid certificate: " + e.getMessage());
    }
  }

  /**
   * Checks a package.
   *
   * @throws InstallException if a required signature is missing or not accepted; nothing has been
   *     changed
   */
  public void check(Path file) throws InstallException {
    if (!required) {
      return;
    }
    if (certificates.isEmpty()) {
      throw refused("package.signers names no certificate that can be read");
    }
    try (JarInputStream jar = new JarInputStream(Files.newInputStream(file), true)) {
      byte[] buffer = new byte[BUFFER];
      Set<List<CodeSigner>> known = new HashSet<>();
      int entries = 0;
      for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
        while (jar.read(buffer) >= 0) {
          // The signers of an entry are known once it has been read to its end.
        }
        if (!isSignature(entry) && !entry.isDirectory()) {
          check(entry, known);
          entries++;
        }
      }
      if (entries == 0) {
        throw refused("it has no entry that could be signed");
      }
    } catch (SecurityException e) {
      throw refused("it was changed after it was signed: " + e.getMessage());
    } catch (IOException e) {
      throw refused("its signature cannot be read: " + e.getMessage());
    }
  }

  private void check(JarEntry entry, Set<List<CodeSigner>> known) throws InstallException {
    CodeSigner[] signers = entry.getCodeSigners();
    if (signers == null || signers.length == 0) {
      throw refused("its entry " + entry.getName() + " is not signed");
    }
    List<CodeSigner> all = List.of(signers);
    if (known.contains(all)) {
      return;
    }
    String why = "";
    for (CodeSigner signer : all) {
      why = objection(signer);
      if (why.isEmpty()) {
        known.add(all);
        return;
      }
    }
    throw refused(why);
  }

  /** Describes why a signer is not accepted; empty if it is. */
  private String objection(CodeSigner signer) {
    List<? extends Certificate> path = signer.getSignerCertPath().getCertificates();
    if (path.isEmpty() || !(path.get(0) instanceof X509Certificate own)) {
      return "its signer has no certificate";
    }
    String name = own.getSubjectX500Principal().getName();
    try {
      own.checkValidity();
      if (!certificates.contains(own)) {
        validate(signer);
      }
      return "";
    } catch (CertificateExpiredException e) {
      return "the certificate of its signer " + name + " has expired";
    } catch (CertificateNotYetValidException e) {
      return "the certificate of its signer " + name + " is not valid yet: check the clock";
    } catch (GeneralSecurityException e) {
      return "it is signed by " + name + ", who is not among package.signers";
    }
  }

  private void validate(CodeSigner signer) throws GeneralSecurityException {
    Set<TrustAnchor> anchors = new HashSet<>();
    for (X509Certificate certificate : certificates) {
      // A certificate that may only sign packages must not authorise other signers.
      if (certificate.getBasicConstraints() >= 0) {
        certificate.checkValidity();
        anchors.add(new TrustAnchor(certificate, null));
      }
    }
    if (anchors.isEmpty()) {
      throw new CertificateException("no certificate of an authority");
    }
    PKIXParameters parameters = new PKIXParameters(anchors);
    parameters.setRevocationEnabled(false);
    List<X509Certificate> path = new ArrayList<>();
    for (Certificate one : signer.getSignerCertPath().getCertificates()) {
      if (one instanceof X509Certificate certificate && !certificates.contains(certificate)) {
        path.add(certificate);
      }
    }
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
  }

  /** Returns whether an entry belongs to the signature itself, which does not cover it. */
  private static boolean isSignature(JarEntry entry) {
    String name = entry.getName().toUpperCase(Locale.ROOT);
    return name.startsWith(METADATA)
        && name.indexOf('/', METADATA.length()) < 0
        && (name.endsWith(".SF")
            || name.endsWith(".RSA")
            || name.endsWith(".DSA")
            || name.endsWith(".EC")
            || name.equals("META-INF/MANIFEST.MF"));
  }

  private static InstallException refused(String why) {
    return new InstallException(
        UpdateFault.VERIFICATION,
        "the package is refused: " + VisibleText.of(why) + "; nothing was touched");
  }
}
