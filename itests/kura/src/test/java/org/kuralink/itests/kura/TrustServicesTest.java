/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.kura.ssl.SslManagerService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceRegistration;

/** Kura's trust services are not used before the operator chooses one. */
class TrustServicesTest extends OnKura {

  private static final String TAB = PID + ".connection";
  private static final Dictionary<String, ?> MINE =
      new Hashtable<>(Map.of("kura.service.pid", "mine"));

  private final AtomicInteger asked = new AtomicInteger();
  private ServiceRegistration<?> manager;
  private ServiceRegistration<?> keystore;

  @BeforeEach
  void offer() {
    manager =
        gateway
            .context()
            .registerService(
                SslManagerService.class,
                Doubles.of(SslManagerService.class, new BrokenManager()),
                MINE);
    keystore =
        gateway
            .context()
            .registerService(
                KeystoreService.class,
                Doubles.of(KeystoreService.class, new BrokenKeystore()),
                MINE);
  }

  @AfterEach
  void withdraw() {
    keystore.unregister();
    if (manager != null) {
      manager.unregister();
    }
  }

  private static void choose(String property, String target, String words) throws Exception {
    page().apply(TAB, Map.of(property, target));
    awaitFault(words);
  }

  private static void awaitFault(String words) {
    page()
        .await(
            "no fault that says: " + words,
            () ->
                page().session(PID) != null
                    && page().session(PID).status().fault().stream()
                        .anyMatch(fault -> fault.message().contains(words)));
  }

  @Test
  void onlyTheServiceThatWasChosenIsAsked() throws Exception {
    createInVain(PID);
    page().apply(TAB, Map.of("transport", "tls"));
    awaitFault("no server listens");
    choose("device.name", "gateway-02", "no server listens");
    choose("SslManagerService.target", "", "no server listens");
    choose("KeystoreService.target", "", "no server listens");
    assertEquals(0, asked.get());

    choose("SslManagerService.target", "(kura.service.pid=mine)", "no manager today");
    choose("SslManagerService.target", "(kura.service.pid=gone)", "no service matches");
    choose("SslManagerService.target", "(kura.service.pid=mine)", "no manager today");
    manager.unregister();
    manager = null;
    awaitFault("no service matches");
    offerAnotherManager();
    awaitFault("another manager");
    choose("SslManagerService.target", "", "no server listens");
    choose("KeystoreService.target", "(kura.service.pid=mine)", "no keystore today");

    // The last step, for the Declarative Services of Kura 5 do not recover from such a text.
    choose("SslManagerService.target", "(kura.service.pid", "is not a filter");
  }

  private void offerAnotherManager() {
    manager =
        gateway
            .context()
            .registerService(
                SslManagerService.class,
                Doubles.of(
                    SslManagerService.class,
                    new Object() {
                      @SuppressWarnings("unused")
                      SSLContext getSSLContext() throws IOException {
                        throw new IOException("another manager");
                      }
                    }),
                MINE);
  }

  /** As far as it is asked. */
  private final class BrokenManager {
    @SuppressWarnings("unused")
    SSLContext getSSLContext() throws IOException {
      asked.incrementAndGet();
      throw new IOException("no manager today");
    }
  }

  /** The same. */
  private final class BrokenKeystore {
    @SuppressWarnings("unused")
    Object getKeyStore() throws KuraException {
      asked.incrementAndGet();
      throw new KuraException(KuraErrorCode.SECURITY_EXCEPTION, "no keystore today");
    }
  }
}
