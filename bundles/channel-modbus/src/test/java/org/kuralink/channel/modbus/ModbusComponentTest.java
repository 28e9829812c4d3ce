/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.kuralink.channel.modbus.LineStage.point;
import static org.kuralink.channel.modbus.LineStage.server;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;

/** Tests the component with the configurations of other components. */
class ModbusComponentTest {

  private final ModbusComponent component = new ModbusComponent();
  private final List<FieldChannel> offered = new ArrayList<>();
  private final BundleContext context =
      (BundleContext)
          Proxy.newProxyInstance(
              BundleContext.class.getClassLoader(),
              new Class<?>[] {BundleContext.class},
              (proxy, method, arguments) ->
                  method.getName().equals("registerService")
                      ? registered((FieldChannel) arguments[1], (Dictionary<?, ?>) arguments[2])
                      : null);
  private volatile Configuration[] configurations;
  private boolean withdrawn;
  private ScriptedSlave slave;

  @BeforeEach
  void activate() throws Exception {
    slave = ScriptedSlave.tcp();
    slave.registers(1)[0x10] = 7;
    component.configurationAdmin =
        doubleOf(ConfigurationAdmin.class, name -> configurations, "listConfigurations");
    component.activate(context, properties("timeout.milliseconds", 1000));
  }

  @AfterEach
  void deactivate() throws Exception {
    component.deactivate();
    slave.close();
  }

  private static Map<String, Object> properties(String more, Object value) {
    return Map.of(
        "networks", "loopback", "kura.service.pid", "a.modbus", "service.pid", "a", more, value);
  }

  private ServiceRegistration<?> registered(FieldChannel channel, Dictionary<?, ?> shown) {
    assertNull(shown.get("kura.service.pid"), "Kura would draw its form twice");
    offered.add(channel);
    return doubleOf(
        ServiceRegistration.class,
        name -> {
          if (withdrawn) {
            throw new IllegalStateException("the framework stops the bundle");
          }
          return name.equals("unregister") ? offered.remove(channel) : null;
        },
        "unregister");
  }

  private FieldChannel channel() {
    assertEquals(1, offered.size());
    return offered.get(0);
  }

  private interface Answer {
    Object to(String method);
  }

  private static <T> T doubleOf(Class<T> type, Answer answer, String... methods) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                List.of(methods).contains(method.getName()) ? answer.to(method.getName()) : null));
  }

  private void configured(Map<String, Object> properties) {
    Dictionary<String, Object> stored = new Hashtable<>(properties);
    Configuration one =
        doubleOf(
            Configuration.class,
            name -> name.equals("getProperties") ? stored : "a.driver",
            "getPid",
            "getProperties");
    configurations = properties.isEmpty() ? null : new Configuration[] {one};
    @SuppressWarnings("unchecked")
    ServiceReference<ConfigurationAdmin> from =
        doubleOf(ServiceReference.class, name -> null, "none");
    component.configurationEvent(
        new ConfigurationEvent(from, ConfigurationEvent.CM_UPDATED, null, "a.driver"));
  }

  @Test
  void whatAnotherComponentHasIsRefusedPushedOrTriedAndLeftWhenItIsOpen() throws Exception {
    FieldServer pushed = server("S1", slave.port(), List.of(point("A", 0x10, 50)), 1);
    LineStage reports = new LineStage();
    try (OpenFieldServer open = channel().open(pushed, reports)) {
      await().until(() -> open.status().state() == State.CONNECTED && reports.count(1) > 0);
      assertEquals(List.of(), channel().check(pushed));
      configured(Map.of("kura.service.pid", "plc", "ip", "127.0.0.1", "port", slave.port()));
      String sentence =
          "127.0.0.1:"
              + slave.port()
              + " is used in the configuration of plc; two masters on one line disturb each other";
      await().until(() -> open.status().state() == State.REFUSED);
      assertEquals(sentence, open.status().lastError().orElseThrow());
      assertEquals(
          List.of(new FieldError("serverList[0]", "ip", sentence)), channel().check(pushed));
      String tried =
          assertThrows(
                  ExecutionException.class,
                  () -> channel().read(pushed).toCompletableFuture().get())
              .getMessage();
      assertEquals(true, tried.endsWith(sentence), tried);
      configured(Map.of());
      channel().read(pushed).toCompletableFuture().get(60, TimeUnit.SECONDS);
      await().until(() -> open.status().state() == State.CONNECTED);
    }
  }

  /** Kura applies the same configuration again to each new component instance. */
  @Test
  void theSameSettingsLeaveWhatIsOpenAloneAndOthersAreAnotherChannel() throws Exception {
    FieldChannel first = channel();
    FieldServer pushed = server("S1", slave.port(), List.of(point("A", 0x10, 50)), 1);
    LineStage reports = new LineStage();
    try (OpenFieldServer open = first.open(pushed, reports)) {
      await().until(() -> open.status().state() == State.CONNECTED);
      component.modified(context, properties("timeout.milliseconds", 1000));
      assertSame(first, channel());
      assertEquals(State.CONNECTED, open.status().state());

      component.modified(context, properties("timeout.milliseconds", 2000));
      assertNotSame(first, channel());
      assertEquals(State.CLOSED, open.status().state());
    }
  }

  @Test
  void whatIsOpenEndsThoughTheFrameworkHasTakenTheChannelBefore() throws Exception {
    FieldServer pushed = server("S1", slave.port(), List.of(point("A", 0x10, 50)), 1);
    try (OpenFieldServer open = channel().open(pushed, new LineStage())) {
      await().until(() -> open.status().state() == State.CONNECTED);
      withdrawn = true;
      component.modified(context, properties("timeout.milliseconds", 2000));
      assertEquals(State.CLOSED, open.status().state());
    }
  }
}
