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
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.KuraConnectException;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.Password;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.SessionState;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** Connections to a simulator that connect, or fail to connect. */
class LiveConnectionTest extends OnKuraOnline {

  private static final String TOPICS = "org/eclipse/kura/cloud/CloudConnectionStatus/";

  @Test
  void thePageHearsOfEstablishedAndLostWithTheNameOfTheConnection() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    ServiceRegistration<EventHandler> listening = listen(heard);
    try {
      createOnline(PID, "gateway-01");
      page().await("not told", () -> heard.equals(List.of("ESTABLISHED " + PID)));
      platform().device("gateway-01").kick();
      page()
          .await(
              "not told",
              () ->
                  heard.equals(List.of("ESTABLISHED " + PID, "LOST " + PID, "ESTABLISHED " + PID)));
      heard.clear();
      page().press(false, PID);
      page().await("not told", () -> heard.equals(List.of("LOST " + PID)));
      assertEquals("DISCONNECTED", page().state(PID));
      page().press(true, PID);
      page().await("not told", () -> heard.equals(List.of("LOST " + PID, "ESTABLISHED " + PID)));
    } finally {
      listening.unregister();
    }
  }

  private static ServiceRegistration<EventHandler> listen(List<String> heard) {
    Map<String, Object> topics = Map.of(EventConstants.EVENT_TOPIC, new String[] {TOPICS + "*"});
    EventHandler handler = event -> heard.add(words(event));
    return gateway.context().registerService(EventHandler.class, handler, new Hashtable<>(topics));
  }

  private static String words(Event event) {
    return event.getTopic().substring(TOPICS.length())
        + " "
        + event.getProperty("cloud.service.pid");
  }

  @Test
  void twoConnectionsOfTwoDevicesDoNotMix() throws Exception {
    createOnline(PID, "gateway-01");
    createOnline(PID + "-2", "gateway-03");
    CloudPublisher first = publisher(PUBLISHER, PID);
    CloudPublisher second = publisher(PUBLISHER + "2", PID + "-2");
    for (int i = 1; i <= 20; i++) {
      publish(first, "uptime", i);
      publish(second, "uptime", 1000 + i);
    }
    page().await("messages are missing", () -> arrived("gateway-01", 20));
    page().await("messages are missing", () -> arrived("gateway-03", 20));
    assertTrue(platform().received("gateway-01", "uptime").stream().allMatch(i -> i <= 20));
    assertTrue(platform().received("gateway-03", "uptime").stream().allMatch(i -> i > 1000));
    page().press(false, PID + "-2");
    page().await("still there", () -> page().state(PID + "-2").equals("DISCONNECTED"));
    assertEquals("CONNECTED", page().state(PID));
    page().delete(PID + "-2");
    page().await("still listed", () -> page().state(PID + "-2").equals("UNREGISTERED"));
    assertEquals("CONNECTED", page().state(PID));
    assertEquals(1, logins(PID));
  }

  private boolean arrived(String device, int count) {
    return platform().received(device, "uptime").size() == count;
  }

  /** Whoever pressed Connect is kept; everybody else is not. */
  @Test
  void nothingElseWaitsWhileConnectWaitsForAMutePlatform() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      page().create(PID);
      Map<String, Object> login = nowhere();
      login.put("port", mute.getLocalPort());
      login.put("connect.on.startup", false);
      page().apply(PID + ".connection", login);
      page().await("not taken", () -> isOf("gateway-01"));
      FutureTask<Throwable> pressed =
          new FutureTask<>(
              () -> assertThrows(KuraConnectException.class, () -> page().press(true, PID)));
      Thread servlet = new Thread(pressed, "servlet");
      servlet.start();
      awaitAttempt();
      assertEquals("DISCONNECTED", page().state(PID));
      assertNotNull(page().endpoint(PID).getInfo().get("State"));
      assertFalse(pressed.isDone());
      page().request(false, PID);
      assertNotNull(pressed.get(60, TimeUnit.SECONDS));
      assertEquals(SessionState.STOPPED, page().session(PID).status().state());
    }
  }

  private static void awaitAttempt() {
    page()
        .await(
            "no attempt",
            () ->
                page().session(PID) != null
                    && page().session(PID).status().state() == SessionState.CONNECTING);
  }

  @Test
  void aRefusalOfThePlatformIsToldInPlainWords() throws Exception {
    page().create(PID);
    Map<String, Object> login = platform().login("gateway-01");
    login.put("device.secret", new Password("another secret"));
    page().apply(PID + ".connection", login);
    page().await("not told", () -> page().lastError(PID).contains("device secret is wrong"));
    assertFalse(KeptLog.says("another secret"));
    page().apply(PID + ".connection", platform().login("gateway-01"));
    awaitOnline(PID);
  }

  @Test
  void aRefusedConnectStopsWhatTriedInVain() throws Exception {
    page().create(PID);
    Map<String, Object> login = platform().login("gateway-01");
    login.put("device.secret", new Password("another secret"));
    page().apply(PID + ".connection", login);
    page().await("not waiting", () -> stateOf(PID) == SessionState.WAITING);
    page().press(false, PID);
    assertTrue(stateOf(PID) != SessionState.STOPPED, "Kura's page passes no Disconnect on");
    KuraConnectException refusal =
        assertThrows(KuraConnectException.class, () -> page().press(true, PID));
    assertTrue(refusal.getMessage().contains("secret"), refusal.getMessage());
    assertEquals(SessionState.STOPPED, stateOf(PID));
    page().apply(PID + ".connection", platform().login("gateway-01"));
    awaitOnline(PID);
  }

  @Test
  void whatIsAppliedWhileItWaitsStopsItAndStaysSoAfterARestart() throws Exception {
    createInVain(PID);
    page().apply(PID + ".connection", Map.of("connect.on.startup", false));
    page().await("not stopped", () -> stateOf(PID) == SessionState.STOPPED);
    gateway.restart();
    page().awaitComplete(PID);
    page().apply(PID + ".connection", platform().login("gateway-01"));
    page()
        .await(
            "not taken",
            () -> page().session(PID).identity().productKey().equals(Platform.PRODUCT));
    assertEquals(SessionState.STOPPED, stateOf(PID));
    // The endpoint follows a session that was configured anew a moment later.
    page()
        .await(
            "nothing told of the queue",
            () -> "0".equals(page().endpoint(PID).getInfo().get("Messages waiting")));
    page().press(true, PID);
    assertEquals("CONNECTED", page().state(PID));
    page().press(false, PID);
    page().await("not stopped", () -> stateOf(PID) == SessionState.STOPPED);
    gateway.restart();
    page().awaitComplete(PID);
    assertEquals(0, logins(PID));
    assertEquals(SessionState.STOPPED, stateOf(PID));
  }

  @Test
  void anotherDeviceOnAConnectionThatIsUpComesUpToo() throws Exception {
    createOnline(PID, "gateway-01");
    page().apply(PID + ".connection", Map.of("connect.on.startup", false));
    page().apply(PID + ".connection", platform().login("gateway-03"));
    page().await("not online", () -> isOf("gateway-03") && page().state(PID).equals("CONNECTED"));
  }

  private static boolean isOf(String device) throws Exception {
    return page().session(PID).identity().deviceName().equals(device);
  }

  private static SessionState stateOf(String pid) throws Exception {
    return page().session(pid).status().state();
  }

  @Test
  void anUntrustedCertificateIsToldAndARootInTheFormHelps() throws Exception {
    page().create(PID);
    Map<String, Object> login = platform().login("gateway-01");
    login.put("transport", "tls");
    login.put("host", "localhost");
    login.put("port", platform().simulator().ports().tls());
    page().apply(PID + ".connection", login);
    page().await("not told", () -> page().lastError(PID).contains("certificate"));
    page()
        .apply(
            PID + ".connection",
            Map.of("ca.certificate", Files.readString(platform().simulator().caPem())));
    awaitOnline(PID);
  }

  @Test
  void aBundleIsReplacedWhileMessagesFlowAndNothingIsLost() throws Exception {
    createOnline(PID, "gateway-01");
    CloudPublisher publisher = publisher(PUBLISHER, PID);
    int sent = 0;
    List<String> others = new ArrayList<>(KuraGateway.ours());
    others.removeAll(List.of("connection", "mqtt", "kura"));
    for (String name : others) {
      for (int i = 0; i < 20; i++) {
        publish(publisher, "uptime", ++sent);
      }
      gateway.replace(name);
      for (int i = 0; i < 20; i++) {
        publish(publisher, "uptime", ++sent);
      }
    }
    int all = sent;
    page().await("messages are missing", () -> arrived("gateway-01", all));
    assertEquals(1, logins(PID));
    assertEquals("CONNECTED", page().state(PID));
  }

  @Test
  void kuraIsReplacedWhileMessagesFlowAndTheSessionStays() throws Exception {
    createOnline(PID, "gateway-01");
    CloudPublisher before = publisher(PUBLISHER, PID);
    for (int i = 1; i <= 20; i++) {
      publish(before, "uptime", i);
    }
    gateway.replace("kura");
    page().awaitComplete(PID);
    CloudPublisher after = publisher(PUBLISHER);
    for (int i = 21; i <= 40; i++) {
      publish(after, "uptime", i);
    }
    page().await("messages are missing", () -> arrived("gateway-01", 40));
    awaitOnline(PID);
    assertEquals(1, logins(PID));
    assertEquals(Set.of(PID), page().factory().getManagedCloudConnectionPids());
  }

  @Test
  void aPublisherOutlivesTheConnectionUnderIt() throws Exception {
    CloudPublisher publisher = publisher(PUBLISHER, PID);
    assertNotNull(publish(publisher, "uptime", 1));
    createOnline(PID, "gateway-01");
    page().await("not sent", () -> arrived("gateway-01", 1));
    assertNotNull(publish(publisher, "uptime", 2));
    page().await("not sent", () -> arrived("gateway-01", 2));
    page().delete(PID);
    assertNotNull(publish(publisher, "uptime", 3));
    page().await("still there", () -> page().state(PID).equals("UNREGISTERED"));
    createOnline(PID, "gateway-01");
    page().await("not sent", () -> platform().received("gateway-01", "uptime").contains(3));
  }
}
