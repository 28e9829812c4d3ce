/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.inject.Inject;
import org.eclipse.kura.cloudconnection.CloudEndpoint;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.message.KuraPayload;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.SessionState;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Cloud connections as Kura makes, shows, changes and deletes them. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class CloudConnectionTest {

  private static final String PID = "org.kuralink.AlibabaCloudIot";
  private static final String ENDPOINT = "org.kuralink.kura.AlibabaCloudIotPlatform";

  @Inject private BundleContext context;
  @Inject private ConfigurationAdmin admin;
  @Inject private ServiceComponentRuntime runtime;

  private final List<ServiceRegistration<?>> services = new ArrayList<>();
  private KuraDouble kura;
  private KuraPage page;

  @Configuration
  public Option[] framework() {
    return new Option[] {Framework.withKuralink()};
  }

  @Before
  public void kuraIsThere() throws Exception {
    kura = new KuraDouble(context, admin);
    page = new KuraPage(context, kura);
    services.add(
        context.registerService(
            CryptoService.class, Doubles.of(CryptoService.class, kura.crypto()), null));
    services.add(context.registerService(ConfigurationService.class, kura.service(), null));
    page.await("no factory", () -> page.factory() != null);
  }

  @After
  public void nothingIsLeft() throws Exception {
    for (String pid : page.factory().getManagedCloudConnectionPids()) {
      page.factory().deleteConfiguration(pid);
    }
    page.await("services are left: " + page.named(), () -> page.named().isEmpty());
    services.forEach(ServiceRegistration::unregister);
    services.clear();
  }

  private void create(String pid) throws Exception {
    page.factory().createConfiguration(pid);
    page.await(pid + " is not complete", () -> page.tabs(pid).size() == 3);
    page.await(pid + " has no endpoint", () -> page.endpoint(pid) != null);
  }

  private void login(String pid) throws Exception {
    Map<String, Object> login = new HashMap<>();
    login.put("product.key", "a1KuraTest1");
    login.put("device.name", "gateway-01");
    login.put("device.secret", new Password("an invented secret"));
    login.put("transport", "tcp");
    login.put("host", "127.0.0.1");
    login.put("port", 1);
    kura.updateConfiguration(pid + ".connection", login);
    page.await(
        "no attempt to log in",
        () ->
            session(pid) != null
                && session(pid).identity().deviceName().equals("gateway-01")
                && session(pid).status().state() == SessionState.WAITING);
  }

  private CloudSession session(String pid) throws Exception {
    var found =
        context.getServiceReferences(
            CloudSession.class, "(kura.service.pid=" + pid + ".connection)");
    return found.isEmpty() ? null : context.getService(found.iterator().next());
  }

  private Bundle bundle(String name) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getSymbolicName().equals("org.kuralink." + name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  public void kuraCanDrawEveryForm() {
    assertTrue(kura.forms().size() > 8);
  }

  @Test
  public void aConnectionHasATabForEachCapabilityAndIsSavedOnce() throws Exception {
    create(PID);
    assertEquals(List.of("Connection", "Shadow", "Thing"), page.tabs(PID));
    assertEquals(1, kura.snapshots());
    assertEquals(ENDPOINT, page.factory().getFactoryPid());
    var endpoint =
        context.getServiceReferences(CloudEndpoint.class, "(kura.service.pid=" + PID + ")");
    ServiceReference<?> reference = endpoint.iterator().next();
    assertEquals(ENDPOINT, reference.getProperty("service.factoryPid"));
    assertEquals(
        "org.kuralink.kura.ConnectionFactory",
        reference.getProperty("kura.cloud.connection.factory.pid"));
    assertNotNull(reference.getProperty("kura.ui.service.hide"));
    assertNotNull(reference.getProperty("kura.ui.factory.hide"));
  }

  @Test
  public void aCapabilityThatIsInstalledLaterGetsItsTab() throws Exception {
    bundle("shadow").stop();
    try {
      page.factory().createConfiguration(PID);
      page.await("other tabs", () -> page.tabs(PID).equals(List.of("Connection", "Thing")));
    } finally {
      bundle("shadow").start();
    }
    page.await("no tab", () -> page.tabs(PID).equals(List.of("Connection", "Shadow", "Thing")));
    bundle("thing").stop();
    bundle("thing").start();
    page.await("no thing", () -> page.tabs(PID).equals(List.of("Connection", "Shadow", "Thing")));
  }

  @Test
  public void aConnectionWhoseComponentsDoNotLiveStaysListed() throws Exception {
    create(PID);
    bundle("connection").stop();
    try {
      assertEquals(Set.of(PID), page.factory().getManagedCloudConnectionPids());
      assertFalse(
          ((org.eclipse.kura.cloudconnection.CloudConnectionManager) page.endpoint(PID))
              .isConnected());
      assertTrue(page.endpoint(PID).getInfo().get("Last error").contains(PID + ".connection"));
    } finally {
      bundle("connection").start();
    }
    page.await("no tab", () -> page.tabs(PID).size() == 3);
  }

  @Test
  public void tenConnectionsInARowLeaveNothingBehind() throws Exception {
    for (int i = 0; i < 10; i++) {
      create(PID + "-" + i);
      login(PID + "-" + i);
      page.factory().deleteConfiguration(PID + "-" + i);
      page.await("services are left", () -> page.named().isEmpty());
    }
    assertEquals(null, admin.listConfigurations("(kura.service.pid=" + PID + "*)"));
    page.await(
        "threads are left",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.isAlive() && thread.getName().contains(PID)));
  }

  @Test
  public void aNewlyEncryptedPasswordChangesNothing() throws Exception {
    create(PID);
    login(PID);
    CloudSession before = session(PID);
    int attempts = before.status().attempts();
    Map<String, Object> same = new HashMap<>();
    same.put("device.secret", new Password("an invented secret"));
    kura.updateConfiguration(PID + ".connection", same);
    kura.updateConfiguration(PID + ".connection", Map.of());
    assertSame(before, session(PID));
    assertTrue(session(PID).status().attempts() >= attempts);
    assertEquals(SessionState.WAITING, session(PID).status().state());
  }

  @Test
  public void theButtonsReachTheirConnectionOnly() throws Exception {
    create(PID);
    create(PID + "-2");
    login(PID);
    login(PID + "-2");
    page.connect(PID, false);
    page.await("not stopped", () -> session(PID).status().state() == SessionState.STOPPED);
    assertEquals(SessionState.WAITING, session(PID + "-2").status().state());
    page.connect(PID, true);
    page.await("not started", () -> session(PID).status().state() != SessionState.STOPPED);
    Map<String, String> info = page.endpoint(PID).getInfo();
    assertEquals("tcp://127.0.0.1:1", info.get("Server"));
    assertEquals("gateway-01 (product a1KuraTest1)", info.get("Device"));
    assertNotNull(info.get("Last error"));
  }

  @Test
  public void eachFieldMayBeWrongAndTheComponentLives() throws Exception {
    create(PID);
    login(PID);
    List<String> before = page.named();
    for (String part : page.factory().getStackComponentsPids(PID)) {
      KuraForm form = kura.form("org.kuralink." + part.substring(part.lastIndexOf('.') + 1));
      for (KuraForm.Attribute attribute : form.attributes()) {
        for (Object wrong : new Object[] {"no such value", -7, new String[] {"a", "b"}, ""}) {
          kura.updateConfiguration(part, Map.of(attribute.id(), wrong), false);
        }
        Map<String, Object> none = new HashMap<>();
        none.put(attribute.id(), null);
        kura.updateConfiguration(part, none, false);
      }
    }
    page.await("a component is gone", () -> page.named().equals(before));
    page.await(
        "the error is not told",
        () -> page.endpoint(PID).getInfo().getOrDefault("Last error", "").contains("product.key"));
  }

  @Test
  public void publishersAndSubscribersAreOfferedForOurConnections() {
    List<String> offered =
        runtime.getComponentDescriptionDTOs(bundle("kura")).stream()
            .filter(
                component ->
                    Arrays.stream(component.serviceInterfaces)
                        .anyMatch(name -> name.matches(".*\\.Cloud(Publisher|Subscriber)")))
            .peek(
                component -> {
                  assertEquals(component.name, component.properties.get("service.pid"));
                  assertEquals(ENDPOINT, component.properties.get("cloud.connection.factory.pid"));
                  assertNotNull(component.properties.get("kura.ui.factory.hide"));
                })
            .map(component -> component.name)
            .toList();
    assertEquals(6, offered.size());
  }

  @Test
  public void aPublisherWithAndWithoutItsConnectionNeverThrows() throws Exception {
    kura.createFactoryConfiguration(
        "org.kuralink.kura.PropertyPublisher",
        "org.kuralink.pub",
        Map.of("cloud.endpoint.service.pid", PID),
        true);
    page.await("no publisher", () -> context.getServiceReference(CloudPublisher.class) != null);
    CloudPublisher publisher =
        context.getService(context.getServiceReference(CloudPublisher.class));
    KuraPayload payload = new KuraPayload();
    payload.addMetric("level", 3);
    assertNotNull(publisher.publish(new KuraMessage(payload)));
    create(PID);
    login(PID);
    page.await("not queued", () -> session(PID).status().queue().messages() == 1);
    assertNotNull(publisher.publish(new KuraMessage(payload)));
    assertEquals(2, session(PID).status().queue().messages());
    page.factory().deleteConfiguration(PID);
    assertNotNull(publisher.publish(new KuraMessage(payload)));
    kura.deleteFactoryConfiguration("org.kuralink.pub", true);
  }
}
