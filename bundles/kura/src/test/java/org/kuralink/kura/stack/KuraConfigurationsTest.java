/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.metatype.OCD;
import org.junit.jupiter.api.Test;
import org.kuralink.kura.stack.Configurations.Entry;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

class KuraConfigurationsTest {

  private static final String PID = "org.kuralink.AlibabaCloudIot";
  private static final Entry ENDPOINT = new Entry(PID, StackNames.ENDPOINT);
  private static final Entry THING = new Entry(PID + ".thing", "org.kuralink.thing");

  private final Map<String, Object> known = new LinkedHashMap<>();

  @Test
  void whatKuraAloneKnowsIsListed() throws Exception {
    known.put(PID, configuration(Map.of("service.factoryPid", StackNames.ENDPOINT), null));
    known.put(PID + ".thing", configuration(Map.of(), "org.kuralink.thing"));
    KuraConfigurations kuraAlone = new KuraConfigurations(Optional.empty(), service());
    assertEquals(List.of(ENDPOINT, THING), kuraAlone.list());
    assertEquals(Set.of(PID), new Stacks(kuraAlone, List.of()).connections());
    assertEquals(List.of(ENDPOINT, THING), new KuraConfigurations(admin(), service()).list());
  }

  @Test
  void whatTheAdminAloneHoldsIsListed() throws Exception {
    assertEquals(
        List.of(ENDPOINT, THING), new KuraConfigurations(admin(ENDPOINT, THING), service()).list());
  }

  @Test
  void whatBothKnowIsListedOnce() throws Exception {
    known.put(PID, configuration(Map.of("service.factoryPid", StackNames.ENDPOINT), null));
    assertEquals(
        List.of(ENDPOINT, THING), new KuraConfigurations(admin(ENDPOINT, THING), service()).list());
  }

  @Test
  void nobodyElsesComponentIsAskedForItsConfiguration() throws Exception {
    known.put("org.eclipse.kura.net.admin.NetworkConfigurationService", new AssertionError());
    assertEquals(List.of(), new KuraConfigurations(Optional.empty(), service()).list());
  }

  @Test
  void aConfigurationThatCannotBeReadHidesNoOther() throws Exception {
    known.put(PID + "-1", new KuraException(KuraErrorCode.CONFIGURATION_ERROR, "unreadable"));
    known.put(PID + "-2", new IllegalStateException("unreadable"));
    known.put(PID + "-3", configuration(null, null));
    known.put(PID + "-4", Optional.empty());
    known.put(PID, configuration(null, StackNames.ENDPOINT));
    assertEquals(List.of(ENDPOINT), new KuraConfigurations(Optional.empty(), service()).list());
  }

  @Test
  void oneServiceThatFailsLeavesTheOther() throws Exception {
    ConfigurationService failing = failing(ConfigurationService.class);
    ConfigurationAdmin failingAdmin = failing(ConfigurationAdmin.class);
    known.put(PID, configuration(Map.of("service.factoryPid", StackNames.ENDPOINT), null));
    assertEquals(List.of(THING), new KuraConfigurations(admin(THING), failing).list());
    assertEquals(
        List.of(ENDPOINT), new KuraConfigurations(Optional.of(failingAdmin), service()).list());
    KuraConfigurations deaf = new KuraConfigurations(Optional.of(failingAdmin), failing);
    assertThrows(KuraException.class, deaf::list);
  }

  private ConfigurationService service() {
    return proxy(
        ConfigurationService.class,
        (method, argument) -> {
          if (method.equals("getConfigurableComponentPids")) {
            return known.keySet();
          }
          Object value = known.get((String) argument);
          if (value instanceof Throwable failure) {
            throw failure;
          }
          return value instanceof Optional<?> none ? none.orElse(null) : value;
        });
  }

  private static Optional<ConfigurationAdmin> admin(Entry... held) {
    Configuration[] all =
        Arrays.stream(held).map(KuraConfigurationsTest::held).toArray(Configuration[]::new);
    return Optional.of(
        proxy(ConfigurationAdmin.class, (method, argument) -> all.length == 0 ? null : all));
  }

  private static Configuration held(Entry entry) {
    return proxy(
        Configuration.class,
        (method, argument) ->
            method.equals("getFactoryPid")
                ? entry.factoryPid()
                : new Hashtable<>(Map.of("kura.service.pid", entry.pid())));
  }

  private static ComponentConfiguration configuration(
      Map<String, Object> properties, String formId) {
    OCD form = proxy(OCD.class, (method, argument) -> formId);
    return proxy(
        ComponentConfiguration.class,
        (method, argument) ->
            method.equals("getConfigurationProperties")
                ? properties
                : formId == null ? null : form);
  }

  private static <T> T failing(Class<T> type) {
    return proxy(
        type,
        (method, argument) -> {
          throw new IllegalStateException("being stopped");
        });
  }

  private static <T> T proxy(Class<T> type, Behaviour behaviour) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                behaviour.of(method.getName(), arguments == null ? null : arguments[0])));
  }

  private interface Behaviour {
    Object of(String method, Object argument) throws Throwable;
  }
}
