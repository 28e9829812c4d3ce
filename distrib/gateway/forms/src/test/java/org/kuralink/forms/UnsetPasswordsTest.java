/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.forms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UnsetPasswordsTest {

  private static final String PID = "org.kuralink.connection~main";

  private final HeldConfigurations held = new HeldConfigurations();
  private final UnsetPasswords passwords = new UnsetPasswords(held.admin());

  private static String form(String pid, String secret, String password) {
    return "{\"pid\":\""
        + pid
        + "\",\"properties\":{\"device.name\":{\"type\":1,\"value\":\"unmodified\"},"
        + "\"device.secret\":{\"is_set\":true,\"type\":12,\"value\":\""
        + secret
        + "\"},\"transport\":{\"type\":{\"labels\":[\"TLS\"],\"values\":[\"tls\"]},"
        + "\"value\":\"tls\"},\"proxy.password\":{\"type\":12,\"value\":\""
        + password
        + "\"}}}";
  }

  @Test
  void aPasswordThatIsSetKeepsItsDots() {
    held.put(PID, "org.kuralink.connection", Map.of("device.secret", "abc"));
    assertEquals(
        form(PID, "unmodified", ""), passwords.emptied(form(PID, "unmodified", "unmodified")));
  }

  @Test
  void oneThatIsSetToNothingIsNotSet() {
    held.put(PID, "org.kuralink.connection", Map.of("device.secret", "", "proxy.password", "x"));
    assertEquals(
        form(PID, "", "unmodified"), passwords.emptied(form(PID, "unmodified", "unmodified")));
  }

  @Test
  void whatIsToBeMadeHasNone() {
    String pid = "__Temporary PID (replaced)*";
    assertEquals(form(pid, "", ""), passwords.emptied(form(pid, "unmodified", "unmodified")));
  }

  @Test
  void eachOfSeveralFormsIsLookedAt() {
    held.put(PID, "org.kuralink.connection", Map.of("proxy.password", "x"));
    String asked = form(PID, "unmodified", "unmodified");
    String shown = form(PID, "", "unmodified");
    assertEquals(
        "[" + shown + "," + shown + "]", passwords.emptied("[" + asked + "," + asked + "]"));
  }

  @Test
  void whatIsNoFormStays() {
    assertEquals("{\"ok\":true}", passwords.emptied("{\"ok\":true}"));
    assertEquals("no json <", passwords.emptied("no json <"));
    assertEquals("[]", passwords.emptied("[]"));
  }
}
