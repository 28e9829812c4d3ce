/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.KuraConnectException;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.message.KuraPayload;
import org.eclipse.kura.status.CloudConnectionStatusComponent;
import org.eclipse.kura.status.CloudConnectionStatusEnum;
import org.eclipse.kura.status.CloudConnectionStatusService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.FakeCloudSession;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.connection.SessionState;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

class EndpointComponentTest {

  private static final String PID = "org.kuralink.AlibabaCloudIot";
  private static final String TOPIC = "org/eclipse/kura/cloud/CloudConnectionStatus/";

  private final EndpointComponent endpoint = new EndpointComponent();
  private final FakeCloudSession session = new FakeCloudSession();
  private final BlockingQueue<String> news = new LinkedBlockingQueue<>();

  @AfterEach
  void deactivate() {
    endpoint.deactivate();
  }

  private void activate() {
    endpoint.eventAdmin = new Events();
    endpoint.registerCloudConnectionListener(new Listener());
    Map<String, Object> properties = new HashMap<>();
    properties.put("kura.service.pid", PID);
    properties.put("connection", "");
    endpoint.activate(properties);
  }

  private void addSession() {
    endpoint.addSession(session, Map.of(CloudSession.PID, PID + ".connection"));
  }

  private void assertNews(String... expected) throws InterruptedException {
    for (String each : expected) {
      assertEquals(each, news.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void tellsKuraOfEveryChangeInItsOrder() throws Exception {
    activate();
    addSession();
    assertNews(TOPIC + "ESTABLISHED " + PID, "established");
    session.state(SessionState.WAITING);
    assertNews(TOPIC + "LOST " + PID, "lost");
    session.state(SessionState.CONNECTING);
    session.state(SessionState.ONLINE);
    assertNews(TOPIC + "ESTABLISHED " + PID, "established");
    endpoint.disconnect();
    assertNews(TOPIC + "LOST " + PID, "disconnected");
    assertFalse(endpoint.isConnected());
    endpoint.connect();
    assertNews(TOPIC + "ESTABLISHED " + PID, "established");
    assertTrue(endpoint.isConnected());
  }

  @Test
  void aSessionThatGoesIsALostConnectionOnce() throws Exception {
    activate();
    addSession();
    assertNews(TOPIC + "ESTABLISHED " + PID, "established");
    endpoint.removeSession(session);
    assertNews(TOPIC + "LOST " + PID, "lost");
    addSession();
    assertNews(TOPIC + "ESTABLISHED " + PID, "established");
  }

  /** A change of the device replaces the session: for a moment there is none. */
  @Test
  void aDisconnectWhileTheSessionIsReplacedStopsTheOneThatComes() throws Exception {
    activate();
    addSession();
    endpoint.removeSession(session);
    endpoint.disconnect();
    addSession();
    assertEquals(SessionState.STOPPED, session.status().state());
    endpoint.connect();
    endpoint.removeSession(session);
    addSession();
    assertEquals(SessionState.ONLINE, session.status().state());
  }

  @Test
  void aConnectOrAnotherConnectionForgetsADisconnectThatStoppedNothing() {
    activate();
    endpoint.disconnect();
    assertThrows(KuraConnectException.class, () -> endpoint.connect());
    addSession();
    assertEquals(SessionState.ONLINE, session.status().state());
    endpoint.removeSession(session);
    endpoint.disconnect();
    endpoint.modified(Map.of("kura.service.pid", PID, "connection", "another"));
    endpoint.addSession(session, Map.of(CloudSession.PID, "another"));
    assertEquals(SessionState.ONLINE, session.status().state());
  }

  @Test
  void theSessionOfAnotherConnectionIsNone() throws Exception {
    activate();
    endpoint.addSession(session, Map.of(CloudSession.PID, PID + "-2.connection"));
    assertFalse(endpoint.isConnected());
    KuraConnectException refusal =
        assertThrows(KuraConnectException.class, () -> endpoint.connect());
    assertTrue(refusal.getMessage().contains(PID + ".connection"), refusal.getMessage());
    endpoint.disconnect();
    assertEquals(SessionState.ONLINE, session.status().state());
  }

  private String refusal() {
    KuraConnectException refusal =
        assertThrows(KuraConnectException.class, () -> endpoint.connect());
    return refusal.getMessage();
  }

  private static SessionFault fault(SessionFault.Cause cause, String words) {
    return new SessionFault(cause, words, Instant.EPOCH);
  }

  @Test
  void aRefusedAttemptIsAFailureThatSaysWhy() {
    activate();
    addSession();
    session.disconnect();
    session.refuseAttempts(fault(SessionFault.Cause.WRONG_SECRET, "the secret is wrong"));
    String refusal = refusal();
    assertTrue(refusal.contains("the secret is wrong"), refusal);
    assertFalse(refusal.contains("goes on"), refusal);
    assertEquals(SessionState.STOPPED, session.status().state());
    session.refuseAttempts(fault(SessionFault.Cause.UNREACHABLE, "nobody listens"));
    assertTrue(refusal().contains("nobody listens; it keeps trying"));
  }

  @Test
  void anAttemptThatTakesTooLongIsAFailureAndGoesOn() {
    EndpointComponent hasty = new EndpointComponent(Duration.ofMillis(1));
    hasty.activate(Map.of("kura.service.pid", PID));
    try {
      hasty.addSession(session, Map.of(CloudSession.PID, PID + ".connection"));
      session.state(SessionState.CONNECTING);
      session.hold();
      KuraConnectException late = assertThrows(KuraConnectException.class, hasty::connect);
      assertTrue(late.getMessage().contains("is still running"), late.getMessage());
      assertEquals(SessionState.CONNECTING, session.status().state());
    } finally {
      hasty.deactivate();
    }
  }

  @Test
  void whoIsInterruptedWhileConnectingIsTold() {
    activate();
    addSession();
    session.hold();
    Thread.currentThread().interrupt();
    assertTrue(refusal().contains("interrupted"));
    assertTrue(Thread.interrupted());
  }

  @Test
  void disconnectStopsOneThatWaits() {
    activate();
    addSession();
    session.state(SessionState.WAITING);
    endpoint.disconnect();
    assertEquals(SessionState.STOPPED, session.status().state());
  }

  @Test
  void modifiedWithTheSameValuesDoesNothing() throws Exception {
    activate();
    addSession();
    assertNews(TOPIC + "ESTABLISHED " + PID, "established");
    endpoint.modified(Map.of("kura.service.pid", PID, "service.pid", "another"));
    endpoint.modified(Map.of("kura.service.pid", PID, "connection", PID + ".connection"));
    CountDownLatch done = new CountDownLatch(1);
    endpoint.run(done::countDown);
    assertTrue(done.await(20, TimeUnit.SECONDS));
    assertEquals(List.of(), List.copyOf(news));
  }

  @Test
  void infoSaysServerDeviceAndState() {
    activate();
    assertTrue(endpoint.getInfo().get("Last error").contains("no session"));
    addSession();
    Map<String, String> info = endpoint.getInfo();
    assertEquals("tcp://localhost:1883", info.get("Server"));
    assertEquals("dn (product pk)", info.get("Device"));
    assertTrue(info.get("State").startsWith("connected since "), info.get("State"));
    assertEquals("0", info.get("Messages waiting"));
  }

  @Test
  void theLightFollowsTheSession() throws Exception {
    Lights lights = new Lights();
    endpoint.bindStatusService(lights);
    activate();
    addSession();
    lights.await(CloudConnectionStatusEnum.ON);
    session.state(SessionState.WAITING);
    lights.await(CloudConnectionStatusEnum.SLOW_BLINKING);
    session.state(SessionState.CONNECTING);
    lights.await(CloudConnectionStatusEnum.FAST_BLINKING);
    session.state(SessionState.STOPPED);
    lights.await(CloudConnectionStatusEnum.OFF);
    endpoint.deactivate();
    assertEquals(0, lights.registered);
  }

  @Test
  void publishesAndReceivesBodiesOnTopics() throws Exception {
    activate();
    addSession();
    endpoint.registerCloudDeliveryListener(id -> news.add("arrived " + id));
    BlockingQueue<KuraMessage> received = new LinkedBlockingQueue<>();
    endpoint.registerSubscriber(Map.of("topic", "get"), received::add);
    assertNews(TOPIC + "ESTABLISHED " + PID, "established");

    KuraPayload payload = new KuraPayload();
    payload.setBody("x".getBytes(StandardCharsets.UTF_8));
    String id = endpoint.publish(new KuraMessage(payload, Map.of("topic", "update")));
    assertEquals("/pk/dn/user/update", session.published().get(0).message().topic());
    assertNews("arrived " + id);

    CountDownLatch subscribed = new CountDownLatch(1);
    endpoint.run(subscribed::countDown);
    assertTrue(subscribed.await(20, TimeUnit.SECONDS));
    assertEquals(1, session.deliver("/pk/dn/user/get", "y".getBytes(StandardCharsets.UTF_8)));
    KuraMessage message = received.poll(20, TimeUnit.SECONDS);
    assertEquals("y", new String(message.getPayload().getBody(), StandardCharsets.UTF_8));
    assertEquals("/pk/dn/user/get", message.getPayload().getMetric("topic"));
  }

  @Test
  void aMessageWithoutBodyOrTopicIsRefused() {
    activate();
    addSession();
    assertThrows(
        KuraException.class, () -> endpoint.publish(new KuraMessage(new KuraPayload(), Map.of())));
  }

  @Test
  void noThreadIsLeftBehind() throws Exception {
    activate();
    addSession();
    assertNews(TOPIC + "ESTABLISHED " + PID, "established");
    endpoint.deactivate();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().endsWith(PID)) {
        // An executor terminates a moment before its thread.
        thread.join(20_000);
        assertFalse(thread.isAlive(), thread.getName());
      }
    }
  }

  private final class Listener implements CloudConnectionListener {
    @Override
    public void onDisconnected() {
      news.add("disconnected");
    }

    @Override
    public void onConnectionLost() {
      news.add("lost");
    }

    @Override
    public void onConnectionEstablished() {
      news.add("established");
    }
  }

  private final class Events implements EventAdmin {
    @Override
    public void postEvent(Event event) {
      news.add(event.getTopic() + " " + event.getProperty("cloud.service.pid"));
    }

    @Override
    public void sendEvent(Event event) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Lights implements CloudConnectionStatusService {
    private final BlockingQueue<CloudConnectionStatusEnum> shown = new LinkedBlockingQueue<>();
    private volatile int registered;

    /** A status service that fails after it was unregistered. */
    void await(CloudConnectionStatusEnum wanted) throws InterruptedException {
      CloudConnectionStatusEnum next;
      do {
        next = shown.poll(20, TimeUnit.SECONDS);
        assertNotNull(next, wanted + " is not shown");
      } while (next != wanted);
    }

    @Override
    public void register(CloudConnectionStatusComponent component) {
      registered++;
    }

    @Override
    public void unregister(CloudConnectionStatusComponent component) {
      registered--;
    }

    @Override
    public boolean updateStatus(
        CloudConnectionStatusComponent component, CloudConnectionStatusEnum status) {
      component.setNotificationStatus(status);
      return shown.add(status);
    }
  }
}
