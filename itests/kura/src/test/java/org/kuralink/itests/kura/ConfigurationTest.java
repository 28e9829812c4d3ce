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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.Password;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.CloudSession;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Configurations as Kura delivers them; most of them must not affect a session. */
class ConfigurationTest extends OnKuraOnline {

  private static final String SESSION = PID + ".connection";

  @Test
  void aNewlyEncryptedPasswordChangesNothing() throws Exception {
    createOnline(PID, "gateway-01");
    CloudSession session = page().session(PID);
    String before = stored("device.secret");
    page().apply(SESSION, Map.of());
    assertNotEquals(before, stored("device.secret"));
    awaitDelivery();
    assertUntouched(session);
  }

  @Test
  void updatesThatChangeNothingChangeNothing() throws Exception {
    createOnline(PID, "gateway-01");
    CloudSession session = page().session(PID);
    for (String part : page().factory().getStackComponentsPids(PID)) {
      kura().updateConfiguration(part, Map.of());
      page().apply(part, Map.of());
    }
    kura().updateConfiguration(PID, Map.of());
    kura().updateConfiguration(SESSION, Map.of("port", stored("port")));
    kura().updateConfiguration(SESSION, Map.of("client.id", "", "clean.session", "false"));
    kura().updateConfiguration(SESSION, Map.of("of.an.older.version", 7));
    awaitDelivery();
    assertUntouched(session);
  }

  @Test
  void aKeyThatIsTakenAwayIsItsDefault() throws Exception {
    createOnline(PID, "gateway-01");
    CloudSession session = page().session(PID);
    Map<String, Object> none = new HashMap<>();
    none.put("keep.alive.seconds", null);
    none.put("queue.capacity", null);
    kura().updateConfiguration(SESSION, none);
    assertNull(stored("keep.alive.seconds"));
    awaitDelivery();
    assertUntouched(session);
  }

  private static void assertUntouched(CloudSession session) throws Exception {
    assertSame(session, page().session(PID));
    assertEquals("CONNECTED", page().state(PID));
    assertEquals(1, logins(PID));
    assertEquals(1, attempts());
  }

  private static long attempts() {
    return KeptLog.lines().stream().filter(line -> line.text().contains("logging in to")).count();
  }

  /** Updates come one after the other: when the last one has arrived, so have those before it. */
  private static void awaitDelivery() throws Exception {
    kura().updateConfiguration(SESSION, Map.of("queue.max.age.hours", "soon"));
    page().await("not delivered", () -> page().lastError(PID).contains("queue.max.age.hours"));
    kura().updateConfiguration(SESSION, Map.of("queue.max.age.hours", 168));
    page().await("not delivered", () -> !page().lastError(PID).contains("queue.max.age.hours"));
  }

  /** A value that is set when a component is created arrives unchanged. */
  @Test
  void aPasswordMayArriveInPlainTextAtFirst() throws Exception {
    Map<String, Object> login = platform().login("gateway-01");
    kura().createFactoryConfiguration("org.kuralink.connection", SESSION, login, true);
    assertFalse(kura().crypto().isEncrypted(stored("device.secret")));
    page().factory().createConfiguration(PID);
    awaitOnline(PID);
    CloudSession session = page().session(PID);
    page().apply(SESSION, Map.of());
    assertTrue(kura().crypto().isEncrypted(stored("device.secret")));
    awaitDelivery();
    assertUntouched(session);
  }

  @Test
  void aPasswordThatCannotBeDecryptedIsToldAndIsNoSecretForTheLog() throws Exception {
    createOnline(PID, "gateway-01");
    for (String unreadable : new String[] {"b2xkIGtleQ==-c2VjcmV0IHRleHQ=", "plainSecretText"}) {
      kura().held().awaitDelivered();
      Configuration held = held();
      var properties = held.getProperties();
      properties.put("device.secret", unreadable);
      held.update(properties);
      page().await("not told", () -> page().lastError(PID).contains("secret"));
      assertFalse(KeptLog.says(unreadable));
      page().apply(SESSION, platform().login("gateway-01"));
      awaitOnline(PID);
    }
  }

  /** Its form was not known when it was created, and its bundle starts before the form is read. */
  @Test
  void aComponentLivesBeforeItsDefaultsCome() throws Exception {
    gateway.bundle("connection").stop();
    kura().forgetForm("org.kuralink.connection");
    try {
      kura()
          .createFactoryConfiguration(
              "org.kuralink.connection", SESSION, platform().login("gateway-01"), true);
      assertNull(stored("keep.alive.seconds"));
      page().factory().createConfiguration(PID);
    } finally {
      gateway.bundle("connection").start();
    }
    awaitOnline(PID);
    assertEquals("120", stored("keep.alive.seconds"));
    awaitDelivery();
    assertEquals(1, logins(PID));
    assertEquals(1, attempts());
  }

  @Test
  void theDoubleIgnoresUnknownNamesAndRefusesTakenOnes() throws Exception {
    page().create(PID);
    kura().updateConfiguration("org.kuralink.unknown", Map.of("a", 1));
    assertNull(kura().getComponentConfiguration("org.kuralink.unknown"));
    KuraException refusal =
        assertThrows(
            KuraException.class,
            () ->
                kura()
                    .createFactoryConfiguration(
                        "org.kuralink.connection", SESSION, Map.of(), true));
    assertEquals(KuraErrorCode.INVALID_PARAMETER, refusal.getCode());
  }

  @Test
  void theDoubleShowsPasswordsReadableAndKeepsThemEncrypted() throws Exception {
    page().create(PID);
    page().apply(SESSION, Map.of("device.secret", new Password("an invented secret")));
    Object shown =
        kura().getComponentConfiguration(SESSION).getConfigurationProperties().get("device.secret");
    assertEquals("an invented secret", ((Password) shown).toString());
    assertTrue(kura().crypto().isEncrypted(stored("device.secret")));
    assertEquals("", stored("client.id"));
  }

  private static String stored(String key) throws Exception {
    Object value = held().getProperties().get(key);
    return value == null ? null : value.toString();
  }

  private static Configuration held() throws Exception {
    return gateway.service(ConfigurationAdmin.class)
        .listConfigurations("(kura.service.pid=" + SESSION + ")")[0];
  }
}
