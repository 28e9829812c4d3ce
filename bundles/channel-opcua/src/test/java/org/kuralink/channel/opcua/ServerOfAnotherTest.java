/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.channel.opcua.ChannelStage.failure;
import static org.kuralink.channel.opcua.ChannelStage.get;
import static org.kuralink.channel.opcua.ChannelStage.ovens;
import static org.kuralink.channel.opcua.ChannelStage.until;

import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;

/** Tests servers that another component uses in its configuration, such as the driver of Kura. */
class ServerOfAnotherTest {

  private static OwnCertificate certificate;
  private static OvenServer server;
  private ChannelStage stage;

  @BeforeAll
  static void startServer() throws Exception {
    certificate = OvenServer.certificate();
    server = OvenServer.start(OvenServer.freePort(), certificate, "localhost");
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void openStage() throws Exception {
    stage = new ChannelStage(certificate);
    stage.known.seen(certificate.certificate(), "opc.tcp://127.0.0.1:" + server.port());
    stage.known.trust(KnownServers.fingerprint(certificate.certificate()));
  }

  @AfterEach
  void closeStage() {
    stage.close();
  }

  private static String sentence(String host) {
    return host
        + ":"
        + server.port()
        + " is used in the configuration of ovens; two clients at one server set each other's"
        + " values";
  }

  @Test
  void isRefusedWhenItIsPushedAndWhenAPointIsTried() throws Exception {
    stage.driverOfKura("127.0.0.1", server.port());
    FieldServer pushed = ovens(server.port());
    assertEquals(
        List.of(new FieldError(pushed.place(), "url", sentence("127.0.0.1"))),
        stage.channel().check(pushed));
    FieldServer one = ChannelStage.property(pushed, "Objects/Hall/Oven 1", "Mode");
    FieldException refused = failure(stage.channel().read(one));
    assertEquals(FieldException.Cause.REQUEST, refused.reason());
    assertTrue(refused.getMessage().contains(sentence("127.0.0.1")), refused.getMessage());
    refused = failure(stage.channel().write(one, 5));
    assertTrue(refused.getMessage().contains(sentence("127.0.0.1")), refused.getMessage());
  }

  @Test
  void isNotTouchedUntilTheOtherHasItNoMore() {
    stage.driverOfKura("127.0.0.1", server.port());
    OpenFieldServer open = stage.open(ovens(server.port()));
    until(open, State.REFUSED);
    assertEquals(sentence("127.0.0.1"), open.status().lastError().orElseThrow());
    assertEquals(0, open.status().requests());
    stage.withoutDriver();
    until(open, State.CONNECTED);
  }

  @Test
  void isLeftWhenTheOtherComesLater() throws Exception {
    // Those of other tests may still be ending.
    int before = server.sessions();
    OpenFieldServer open = stage.open(ovens(server.port()));
    until(open, State.CONNECTED);
    stage.driverOfKura("127.0.0.1", server.port() + 1);
    stage.driverOfKura("127.0.0.2", server.port());
    assertEquals(State.CONNECTED, open.status().state());
    get(open.set(ChannelStage.OVEN_1, Map.of("Mode", 3)));
    stage.driverOfKura("127.0.0.1", server.port());
    until(open, State.REFUSED);
    until(() -> server.sessions() <= before);
    assertEquals(sentence("127.0.0.1"), open.status().lastError().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({"LocalHost, localhost, localhost", "127.0.0.1, localhost, 127.0.0.1"})
  void isFoundByItsNameInAnyCaseAndByItsAddress(String theirs, String ours, String shown) {
    stage.driverOfKura(theirs, server.port());
    OpenFieldServer open =
        stage.open(
            ChannelStage.member(
                ovens(server.port()), "url", "opc.tcp://" + ours + ":" + server.port()));
    until(open, State.REFUSED);
    assertEquals(sentence(shown), open.status().lastError().orElseThrow());
  }

  @Test
  void withoutAPortItIsTheRegisteredOne() {
    stage.driverOfKura("127.0.0.1", 4840);
    FieldServer pushed = ChannelStage.member(ovens(1), "url", "opc.tcp://127.0.0.1/ovens");
    assertTrue(
        stage.channel().check(pushed).toString().contains("127.0.0.1:4840 is used in"),
        () -> stage.channel().check(pushed).toString());
  }

  private static <T> T doubleOf(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.get(method.getName())));
  }

  @Test
  void theComponentAsksTheFramework() throws Exception {
    Configuration driver =
        doubleOf(
            Configuration.class,
            Map.of(
                "getPid",
                "org.eclipse.kura.driver.opcua~1",
                "getFactoryPid",
                "org.eclipse.kura.driver.opcua",
                "getProperties",
                new Hashtable<>(
                    Map.of(
                        "kura.service.pid",
                        "ovens",
                        "endpoint.ip",
                        "127.0.0.1",
                        "endpoint.port",
                        server.port()))));
    OpcUaComponent component = new OpcUaComponent();
    component.activate(
        doubleOf(BundleContext.class, Map.of()),
        Map.of("networks", "loopback", "deprecated.policies", true, "retry.max.seconds", 1));
    try {
      FieldServer pushed = ovens(server.port());
      assertEquals(List.of(), component.check(pushed));
      OpenFieldServer open = component.open(pushed, stage);
      until(() -> !component.certificates().isEmpty());
      component.trust(component.certificates().get(0).fingerprint());
      until(open, State.CONNECTED);
      component.configurationAdmin =
          doubleOf(
              ConfigurationAdmin.class, Map.of("listConfigurations", new Configuration[] {driver}));
      component.configurationEvent(
          new ConfigurationEvent(
              doubleOf(ServiceReference.class, Map.of()),
              ConfigurationEvent.CM_UPDATED,
              "org.eclipse.kura.driver.opcua",
              "org.eclipse.kura.driver.opcua~1"));
      until(open, State.REFUSED);
      assertEquals(sentence("127.0.0.1"), open.status().lastError().orElseThrow());
      assertEquals(
          List.of(new FieldError(pushed.place(), "url", sentence("127.0.0.1"))),
          component.check(pushed));
    } finally {
      component.deactivate();
    }
  }
}
