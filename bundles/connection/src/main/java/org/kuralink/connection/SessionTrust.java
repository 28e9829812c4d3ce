/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.kura.ssl.SslManagerService;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.Explanation;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.login.trust.TrustedRoots;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS trust of the sessions of a component as configured: the roots of the Java runtime,
 * additional roots in PEM, those of Kura's keystore, or Kura's SSL manager alone. The services are
 * called at each connection, so a change in them applies to the next connection and ends none. Any
 * thread may call; no lock is held while a service is called.
 */
final class SessionTrust implements ServerTrust {

  private static final Logger LOG = LoggerFactory.getLogger(SessionTrust.class);

  private final ChosenService<SslManagerService> sslManagers =
      new ChosenService<>(ConnectionConfig.SSL_MANAGER + ".target");
  private final ChosenService<KeystoreService> keystores =
      new ChosenService<>(ConnectionConfig.KEYSTORE + ".target");
  private Choice choice = Choice.RUNTIME;
  private ServerTrust source = TrustedRoots.ofRuntime()::context;
  private volatile @Nullable Session session;
  private volatile int rootsTold = -1;

  /** Sets the session that tries again when a missing service is registered. */
  void serve(Session next) {
    session = next;
  }

  void bind(SslManagerService service, Map<String, ?> properties) {
    retryIf(sslManagers.bind(service, properties));
  }

  void unbind(SslManagerService service) {
    sslManagers.unbind(service);
  }

  void bind(KeystoreService service, Map<String, ?> properties) {
    retryIf(keystores.bind(service, properties));
  }

  void unbind(KeystoreService service) {
    keystores.unbind(service);
  }

  private void retryIf(boolean missed) {
    Session waiting = session;
    if (missed && waiting != null) {
      waiting.retry("the service that TLS requires is available");
    }
  }

  /** Sets the configured trust. Errors in it are reported when it is used. */
  void choose(Choice next) {
    synchronized (this) {
      if (!next.equals(choice)) {
        choice = next;
        source = sourceOf(next);
      }
    }
  }

  @Override
  public SSLContext context() throws ServerTrustException {
    ServerTrust chosen;
    synchronized (this) {
      chosen = source;
    }
    return chosen.context();
  }

  private ServerTrust sourceOf(Choice chosen) {
    if (!chosen.sslManager().isEmpty()) {
      return () -> context(chosen.sslManager());
    }
    if (chosen.keystore().isEmpty()) {
      return TrustedRoots.with(chosen.roots())::context;
    }
    return TrustedRoots.with(chosen.roots(), () -> roots(chosen.keystore()))::context;
  }

  private SSLContext context(String target) throws ServerTrustException {
    SslManagerService manager = sslManagers.matching(target);
    SSLContext context;
    try {
      context = manager.getSSLContext();
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw unusable("SslManagerService", target, "provides no TLS context: " + Explanation.of(e));
    }
    if (context == null) {
      throw unusable("SslManagerService", target, "provides no TLS context");
    }
    return context;
  }

  private List<Certificate> roots(String target) throws ServerTrustException {
    KeystoreService keystore = keystores.matching(target);
    List<Certificate> roots = new ArrayList<>();
    try {
      KeyStore store = keystore.getKeyStore();
      for (String alias : Collections.list(store.aliases())) {
        // Certificates of a private key identify this device; they are not trusted roots.
        if (store.isCertificateEntry(alias)) {
          roots.add(store.getCertificate(alias));
        }
      }
    } catch (KuraException | GeneralSecurityException | RuntimeException e) {
      throw unusable("KeystoreService", target, "cannot be read: " + Explanation.of(e));
    }
    tell(target, roots.size());
    return roots;
  }

  private void tell(String target, int roots) {
    if (roots == rootsTold) {
      return;
    }
    rootsTold = roots;
    if (roots == 0) {
      LOG.warn(
          "The keystore {} holds no trusted certificate; only the roots of the Java runtime and of"
              + " ca.certificate are trusted",
          target);
    } else {
      LOG.info("The keystore {} adds {} trusted certificates", target, roots);
    }
  }

  private static ServerTrustException unusable(String type, String target, String what) {
    return new ServerTrustException(
        "the " + type + " " + target + " " + what + "; fix it in Kura or choose another one");
  }

  /**
   * The configured trust.
   *
   * @param roots additional roots in PEM; empty for none
   * @param sslManager filter of the SslManagerService that decides alone; empty for none
   * @param keystore filter of the KeystoreService with additional roots; empty for none
   */
  record Choice(String roots, String sslManager, String keystore) {

    /** Trusts the roots of the Java runtime only. */
    static final Choice RUNTIME = new Choice("", "", "");
  }
}
