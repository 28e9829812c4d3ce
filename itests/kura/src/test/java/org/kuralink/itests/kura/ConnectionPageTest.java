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
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.kura.KuraConnectException;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.CloudConnectionManager;
import org.eclipse.kura.cloudconnection.CloudEndpoint;
import org.eclipse.kura.cloudconnection.factory.CloudConnectionFactory;
import org.eclipse.kura.configuration.ConfigurationService;
import org.junit.jupiter.api.Test;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.api.connection.SessionState;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Cloud connections as Kura's page creates, shows and deletes them. */
class ConnectionPageTest extends OnKura {

  @Test
  void aConnectionHasATabForEachCapabilityAndIsSavedOnce() throws Exception {
    int before = kura().snapshots().size();
    page().create(PID);
    assertEquals(everyTab(), page().tabs(PID));
    assertTrue(page().tabs(PID).containsAll(List.of("Connection", "Ota", "Shadow", "Thing")));
    assertEquals(before + 1, kura().snapshots().size());
  }

  /** Kura keeps only ten snapshots, and a package adds one tab after the other. */
  @Test
  void whatAPackageBringsIsSavedOnce() throws Exception {
    List<String> parts = List.of(PID + ".cota", PID + ".ota", PID + ".shadow");
    page().create(PID);
    for (String part : parts) {
      gateway.bundle(part.substring(PID.length() + 1)).stop();
      kura().deleteFactoryConfiguration(part, false);
    }
    int before = kura().snapshots().size();
    for (String part : parts) {
      gateway.bundle(part.substring(PID.length() + 1)).start();
    }
    for (String part : parts) {
      page().await(part + " is not there", () -> page().named(part));
    }
    page().awaitComplete(PID);
    assertEquals(before + 1, kura().snapshots().size());
  }

  /** The connection, and each capability that marks itself as a tab. */
  private static List<String> everyTab() throws Exception {
    return Stream.concat(
            Stream.of("Connection"),
            gateway.context().getServiceReferences(ConnectionTab.class, null).stream()
                .map(tab -> KuraPage.title((String) tab.getProperty(ConnectionTab.FACTORY_PID))))
        .sorted()
        .toList();
  }

  @Test
  void theThreeFactoryPidsAreKeptApart() throws Exception {
    page().create(PID);
    ServiceReference<CloudConnectionFactory> factory =
        gateway.context().getServiceReference(CloudConnectionFactory.class);
    assertEquals("org.kuralink.kura.ConnectionFactory", factory.getProperty("service.pid"));
    assertEquals(KuraPage.ENDPOINT, page().factory().getFactoryPid());
    assertTrue(
        factory
            .getProperty("kura.ui.csf.pid.default")
            .toString()
            .matches(factory.getProperty("kura.ui.csf.pid.regex").toString()));
    ServiceReference<CloudEndpoint> endpoint =
        gateway
            .context()
            .getServiceReferences(CloudEndpoint.class, "(kura.service.pid=" + PID + ")")
            .iterator()
            .next();
    assertEquals(KuraPage.ENDPOINT, endpoint.getProperty("service.factoryPid"));
    assertEquals(
        "org.kuralink.kura.ConnectionFactory",
        endpoint.getProperty("kura.cloud.connection.factory.pid"));
    assertNotNull(endpoint.getProperty("kura.ui.service.hide"));
    assertNotNull(endpoint.getProperty("kura.ui.factory.hide"));
  }

  @Test
  void publishersAndSubscribersAreOfferedForOurConnections() {
    List<String> offered =
        gateway
            .service(ServiceComponentRuntime.class)
            .getComponentDescriptionDTOs(gateway.bundle("kura"))
            .stream()
            .filter(
                component ->
                    Arrays.stream(component.serviceInterfaces)
                        .anyMatch(name -> name.matches(".*\\.Cloud(Publisher|Subscriber)")))
            .peek(
                component -> {
                  assertEquals(component.name, component.properties.get("service.pid"));
                  assertEquals(
                      KuraPage.ENDPOINT, component.properties.get("cloud.connection.factory.pid"));
                  assertNotNull(component.properties.get("kura.ui.factory.hide"));
                  assertNotNull(component.properties.get("kura.ui.service.hide"));
                  assertTrue(component.immediate, component.name);
                })
            .map(component -> component.name)
            .sorted()
            .toList();
    assertTrue(offered.size() >= 6, offered.toString());
    assertTrue(offered.contains("org.kuralink.kura.PropertyPublisher"), offered.toString());
  }

  @Test
  void aCapabilityThatIsInstalledLaterGetsItsTab() throws Exception {
    gateway.bundle("shadow").stop();
    try {
      page().create(PID);
      assertFalse(page().tabs(PID).contains("Shadow"));
    } finally {
      gateway.bundle("shadow").start();
    }
    page().await("no tab", () -> page().tabs(PID).equals(everyTab()));
    gateway.bundle("thing").stop();
    assertFalse(page().tabs(PID).contains("Thing"));
    gateway.bundle("thing").start();
    page().await("no thing", () -> page().tabs(PID).equals(everyTab()));
  }

  @Test
  void aConnectionWhoseComponentsDoNotLiveStaysListed() throws Exception {
    page().create(PID);
    gateway.bundle("connection").stop();
    try {
      assertEquals(Set.of(PID), page().factory().getManagedCloudConnectionPids());
      assertEquals("DISCONNECTED", page().state(PID));
      assertTrue(page().lastError(PID).contains(PID + ".connection"));
    } finally {
      gateway.bundle("connection").start();
    }
    page().awaitComplete(PID);
  }

  /** Its configuration exists, but Declarative Services has nothing that makes a service of it. */
  @Test
  void aConnectionWithoutItsEndpointIsListedAsUnregisteredAndCanBeDeleted() throws Exception {
    page().create(PID);
    var runtime = gateway.service(ServiceComponentRuntime.class);
    var endpoint = runtime.getComponentDescriptionDTO(gateway.bundle("kura"), KuraPage.ENDPOINT);
    runtime.disableComponent(endpoint).getValue();
    try {
      assertEquals("UNREGISTERED", page().state(PID));
      assertEquals(Set.of(PID), page().factory().getManagedCloudConnectionPids());
      page().delete(PID);
      assertEquals(Set.of(), page().factory().getManagedCloudConnectionPids());
    } finally {
      runtime.enableComponent(endpoint).getValue();
    }
  }

  @Test
  void theFactoryAnswersWhileKurasServicesAreAway() throws Exception {
    page().create(PID);
    gateway.takeBack(ConfigurationService.class);
    try {
      assertEquals(KuraPage.ENDPOINT, page().factory().getFactoryPid());
      assertEquals(Set.of(), page().factory().getManagedCloudConnectionPids());
      assertEquals(List.of(), page().factory().getStackComponentsPids(PID));
      assertEquals(List.of(), page().factory().getStackComponentsPids("org.example.unknown"));
      KuraException refusal =
          assertThrows(KuraException.class, () -> page().factory().createConfiguration(PID + "-2"));
      assertEquals(KuraErrorCode.SERVICE_UNAVAILABLE, refusal.getCode());
    } finally {
      gateway.lend(ConfigurationService.class, kura().service());
    }
    assertEquals(Set.of(PID), page().factory().getManagedCloudConnectionPids());
  }

  @Test
  void everyManagerHasANameThatEndsInNoOther() throws Exception {
    page().create(PID);
    page().create(PID + "-2");
    assertEquals(
        Set.of(PID, PID + "-2"),
        Set.copyOf(
            gateway.context().getServiceReferences(CloudConnectionManager.class, null).stream()
                .map(reference -> (String) reference.getProperty("kura.service.pid"))
                .toList()));
    KuraException refusal =
        assertThrows(KuraException.class, () -> page().factory().createConfiguration("Iot-2"));
    assertEquals(KuraErrorCode.INVALID_PARAMETER, refusal.getCode());
  }

  @Test
  void theButtonsReachTheirConnectionOnly() throws Exception {
    createInVain(PID);
    createInVain(PID + "-2");
    page().request(false, PID);
    page().await("not stopped", () -> page().session(PID).status().state() == SessionState.STOPPED);
    assertTrue(page().session(PID + "-2").status().state() != SessionState.STOPPED);
    assertThrows(KuraConnectException.class, () -> page().press(true, PID));
    page().await("not started", () -> page().session(PID).status().state() != SessionState.STOPPED);
    Map<String, String> info = page().endpoint(PID).getInfo();
    assertEquals("tcp://127.0.0.1:1", info.get("Server"));
    assertEquals("gateway-01 (product a1KuraTest1)", info.get("Device"));
    assertNotNull(info.get("Last error"));
  }

  @Test
  void tenConnectionsInARowLeaveNothingBehind() throws Exception {
    for (int i = 0; i < 10; i++) {
      createInVain(PID + "-" + i);
      page().delete(PID + "-" + i);
      page().await("services are left", () -> page().named().isEmpty());
    }
    ConfigurationAdmin admin = gateway.service(ConfigurationAdmin.class);
    assertNull(admin.listConfigurations("(kura.service.pid=" + PID + "*)"));
    page().await("threads are left", () -> threadsOf(PID).isEmpty());
  }

  private static List<String> threadsOf(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(thread -> thread.contains(name))
        .toList();
  }

  @Test
  void aSecondConnectionOfTheSameNameIsRefused() throws Exception {
    page().create(PID);
    KuraException refusal =
        assertThrows(KuraException.class, () -> page().factory().createConfiguration(PID));
    assertEquals(KuraErrorCode.INVALID_PARAMETER, refusal.getCode());
  }
}
