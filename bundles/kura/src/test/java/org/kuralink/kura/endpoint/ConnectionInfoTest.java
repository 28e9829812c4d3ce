/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.FallbackStatus;
import org.kuralink.api.connection.PaceStatus;
import org.kuralink.api.connection.QueueStatus;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;

/** The status of a connection as Kura's page shows it. */
class ConnectionInfoTest {

  private static final String AT = "2026-01-02T03:04:05";
  private static final Instant THEN = Instant.parse(AT + "Z");

  private String displayName = "";
  private Optional<FallbackStatus> fallback = Optional.empty();

  private Map<String, String> info(
      DeviceIdentity identity, SessionState state, Optional<String> server, SessionFault... fault) {
    SessionStatus status =
        new SessionStatus(
            state,
            THEN,
            server,
            fault.length == 0 ? Optional.empty() : Optional.of(fault[0]),
            1,
            0,
            state == SessionState.WAITING ? Optional.of(THEN.plusSeconds(20)) : Optional.empty(),
            new QueueStatus(
                0,
                0,
                Optional.empty(),
                Map.of(),
                0,
                0,
                Optional.empty(),
                PaceStatus.NONE,
                0,
                fallback));
    CloudSession session =
        (CloudSession)
            Proxy.newProxyInstance(
                CloudSession.class.getClassLoader(),
                new Class<?>[] {CloudSession.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "hashCode" -> System.identityHashCode(proxy);
                      case "equals" -> proxy == arguments[0];
                      case "status" -> status;
                      case "displayName" -> displayName;
                      default -> identity;
                    });
    ChosenSession sessions = new ChosenSession();
    sessions.choose("x.connection");
    sessions.add(session, Map.of(CloudSession.PID, "x.connection"));
    return new ConnectionInfo(ZoneOffset.UTC).of("x.connection", sessions);
  }

  private static SessionFault fault(SessionFault.Cause cause, String words) {
    return new SessionFault(cause, words, THEN);
  }

  @Test
  void oneThatWasNeverConfiguredSaysWhatIsMissing() {
    Map<String, String> info =
        info(
            new DeviceIdentity("", ""),
            SessionState.STOPPED,
            Optional.empty(),
            fault(
                SessionFault.Cause.CONFIGURATION,
                "The configuration is not applied: product.key is missing"));
    assertEquals("none tried yet", info.get("Server"));
    assertEquals("not configured", info.get("Device"));
    assertEquals("not configured since " + AT, info.get("State"));
    assertEquals(
        "The configuration is not applied: product.key is missing (" + AT + ")",
        info.get("Last error"));
  }

  @Test
  void oneThatIsRefusedSaysWhyAndWhenItTriesAgain() {
    Map<String, String> info =
        info(
            new DeviceIdentity("pk", "dn"),
            SessionState.WAITING,
            Optional.of("ssl://127.0.0.1:1883"),
            fault(SessionFault.Cause.WRONG_SECRET, "the device secret is not the right one"));
    assertEquals("ssl://127.0.0.1:1883", info.get("Server"));
    assertEquals("waiting before the next attempt since " + AT, info.get("State"));
    assertEquals("2026-01-02T03:04:25", info.get("Next attempt"));
    assertTrue(info.get("Last error").startsWith("the device secret is not the right one ("));
  }

  @Test
  void oneThatIsNotWantedSaysSo() {
    Map<String, String> info =
        info(
            new DeviceIdentity("pk", "dn"),
            SessionState.STOPPED,
            Optional.of("ssl://127.0.0.1:1883"));
    assertEquals("disconnected, waiting for Connect since " + AT, info.get("State"));
    assertFalse(info.containsKey("Last error"));
    assertFalse(info.containsKey("Next attempt"));
  }

  @Test
  void aFallbackSaysWhatItDoesAndWhatIsWrongWithIt() {
    fallback = Optional.of(new FallbackStatus("https", Optional.of(THEN), 3, 0, Optional.empty()));
    DeviceIdentity identity = new DeviceIdentity("pk", "dn");
    assertEquals(
        "https reports for the gateway itself since "
            + AT
            + "; sub-devices and everything that needs an answer wait for MQTT",
        info(identity, SessionState.WAITING, Optional.empty()).get("Fallback"));
    fallback =
        Optional.of(
            new FallbackStatus(
                "https",
                Optional.empty(),
                3,
                0,
                Optional.of(
                    fault(SessionFault.Cause.LINE_MISSING, "no line for https is available"))));
    assertEquals(
        "https, not in use; no line for https is available (" + AT + ")",
        info(identity, SessionState.ONLINE, Optional.empty()).get("Fallback"));
  }

  @Test
  void whatAPersonCallsItStandsFirst() {
    displayName = "Boiler house";
    Map<String, String> info =
        info(new DeviceIdentity("pk", "dn"), SessionState.ONLINE, Optional.of("ssl://a:1883"));
    assertEquals("Name", info.keySet().iterator().next());
    assertEquals("Boiler house", info.get("Name"));
  }

  @Test
  void oneThatIsOnlineKeepsTheLastErrorWithItsTime() {
    Map<String, String> info =
        info(
            new DeviceIdentity("pk", "dn"),
            SessionState.ONLINE,
            Optional.of("ssl://127.0.0.1:1883"),
            fault(SessionFault.Cause.LINK_LOST, "the link broke"));
    assertEquals("connected since " + AT, info.get("State"));
    assertEquals("the link broke (" + AT + ")", info.get("Last error"));
    assertEquals("0", info.get("Messages waiting"));
  }

  @Test
  void oneWithoutItsSessionNamesTheNearest() {
    ChosenSession sessions = new ChosenSession();
    sessions.choose("x.conection");
    sessions.add(new FakeCloudSession(), Map.of(CloudSession.PID, "x.connection"));
    Map<String, String> info = new ConnectionInfo(ZoneOffset.UTC).of("x.conection", sessions);
    assertEquals("no session", info.get("State"));
    assertEquals(
        "There is no session x.conection: the bundle org.kuralink.connection does not run, or the"
            + " configuration of that name is missing (connection is 'x.conection', and no"
            + " connection has this name; the nearest is 'x.connection')",
        info.get("Last error"));
  }
}
