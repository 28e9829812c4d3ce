/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.DeviceLinkListener;
import org.kuralink.api.connection.DeviceMessageListener;
import org.kuralink.api.connection.DeviceRequestHandler;
import org.kuralink.api.connection.Downloads;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.FallbackStatus;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.MessageListener;
import org.kuralink.api.connection.MessageTrace;
import org.kuralink.api.connection.PaceStatus;
import org.kuralink.api.connection.QueueStatus;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.ServerTrust;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionListener;
import org.kuralink.api.connection.SessionProxy;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.connection.SessionStatus;
import org.kuralink.api.thing.FakeThing;
import org.kuralink.console.report.Times;

class StatusViewTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private final StatusView report =
      new StatusView(new Times(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC));

  private final ConfigurationFaults faults = new ConfigurationFaults();

  @Test
  void describesAnOnlineSession() {
    assertEquals(
        """
        session main: pk/dn
          state       online since 1970-01-01 00:00:00
          server      tcp://localhost:1883
          log-ins     1
          last fault  none
          queue       0 messages\
        """,
        of(new FakeCloudSession()));
  }

  @Test
  void describesAWaitingSession() {
    SessionStatus status =
        new SessionStatus(
            SessionState.WAITING,
            NOW.minusSeconds(90),
            Optional.of("ssl://h:8883"),
            Optional.of(
                new SessionFault(
                    SessionFault.Cause.WRONG_SECRET, "the secret is wrong", NOW.minusSeconds(90))),
            3,
            0,
            Optional.of(NOW.plusSeconds(12)),
            new QueueStatus(
                2,
                300,
                Optional.of(NOW.minusSeconds(60)),
                Map.of(QueueStatus.DropReason.AGE, 4L, QueueStatus.DropReason.COUNT, 1L),
                5,
                7,
                Optional.of(new SessionFault(SessionFault.Cause.STORAGE, "the disk is full", NOW)),
                new PaceStatus(20, 10, 3, 2, 400),
                0,
                Optional.empty()));

    assertEquals(
        """
        session main: pk/dn
          state       waiting for the next attempt since 2026-03-01 09:58:30, next attempt in 12 s
          server      ssl://h:8883
          log-ins     0, failed attempts since then 3
          last fault  the secret is wrong (2026-03-01 09:58:30)
          queue       2 messages, 300 bytes, oldest from 2026-03-01 09:59:00, dropped by count: 1, \
        dropped by age: 4, dead letters: 5, refused: 7, refusing new messages: the disk is full
          pace        20 messages per second, slowed to 10.0, waiting: 3, packed: 400, \
        throttled by the platform: 2\
        """,
        of(new Showing(status)));
  }

  @Test
  void describesTheFallbackTransport() {
    SessionStatus status =
        new SessionStatus(
            SessionState.WAITING,
            NOW,
            Optional.empty(),
            Optional.empty(),
            0,
            1,
            Optional.empty(),
            new QueueStatus(
                0,
                0,
                Optional.empty(),
                Map.of(),
                0,
                0,
                Optional.empty(),
                PaceStatus.NONE,
                4,
                Optional.of(
                    new FallbackStatus(
                        "https", Optional.of(NOW.minusSeconds(5)), 17, 2, Optional.empty()))));
    String text = of(new Showing(status));
    assertTrue(
        text.contains(
            "https sends durable messages of the gateway itself since 2026-03-01 09:59:55,"
                + " messages of sub-devices wait for MQTT, devices with waiting messages: 2,"
                + " messages so far: 17"),
        text);
    assertTrue(text.contains("sent again (possible duplicates): 4"), text);
  }

  @Test
  void reportsAMissingConnection() {
    assertEquals(
        "no session: no instance of org.kuralink.connection is configured",
        report.of(Map.of(), Map.of(), faults).toText());
  }

  @Test
  void describesAThingWithoutAModel() {
    String text =
        report
            .of(
                Map.of(),
                Map.of("main", new FakeThing(new java.util.concurrent.CompletableFuture<>())),
                faults)
            .toText();

    assertTrue(text.contains("thing main: pk/dn"), text);
    assertTrue(text.contains("model  none"), text);
  }

  @Test
  void listsConfigurationErrorsByPid() {
    faults.add(List::of, Map.of("service.pid", "org.kuralink.ota~main"));
    faults.add(
        () -> List.of("model.source is 'clod'", "connection is 'mian'"),
        Map.of("service.pid", "org.kuralink.thing~main", CloudSession.PID, "main"));
    faults.add(
        () -> List.of("connection is 'mian'"),
        Map.of("service.pid", "org.kuralink.shadow~main", CloudSession.PID, "main"));
    ConfigurationReport several =
        () -> List.of("org.kuralink.conection~main: no component is called so");
    faults.add(several, Map.of());

    assertEquals(
        """
        no session: no instance of org.kuralink.connection is configured
        configuration errors
          configuration                fault
          org.kuralink.conection~main  no component is called so
          org.kuralink.shadow~main     connection is 'mian'
          org.kuralink.thing~main      model.source is 'clod'
          org.kuralink.thing~main      connection is 'mian'\
        """,
        report.of(Map.of(), Map.of(), faults).toText());
    faults.remove(several);
    assertFalse(report.of(Map.of(), Map.of(), faults).toText().contains("conection"));
  }

  private String of(CloudSession session) {
    return report
        .of(Map.of("main", session), Map.of(), faults)
        .toText()
        .replace(System.lineSeparator(), "\n");
  }

  /** A session with a given status. */
  private record Showing(SessionStatus status) implements CloudSession {

    @Override
    public DeviceIdentity identity() {
      return new DeviceIdentity("pk", "dn");
    }

    @Override
    public DeviceLink link() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ServerTrust trust() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<SessionProxy> proxy() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Downloads downloads() {
      throw new UnsupportedOperationException();
    }

    @Override
    public DeviceLink link(DeviceIdentity device) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<DeviceLink> links() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Registration answerAll(String method, DeviceRequestHandler handler) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Registration subscribeAll(String topicPattern, DeviceMessageListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Registration addLinkListener(DeviceLinkListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void connect() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<SessionStatus> connectNow() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void disconnect() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> publish(Message message, Delivery delivery) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Registration subscribe(String topicFilter, MessageListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Registration addListener(SessionListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Registration trace(MessageTrace trace) {
      throw new UnsupportedOperationException();
    }
  }
}
