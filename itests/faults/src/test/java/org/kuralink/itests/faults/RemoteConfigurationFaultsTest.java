/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.faults;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.cota.ConfigurationOutcome;
import org.kuralink.api.cota.ConfigurationResult;
import org.kuralink.api.cota.RemoteConfiguration;
import org.kuralink.api.cota.RemoteConfigurationState;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;
import org.kuralink.simulator.cota.Configurations;
import org.kuralink.simulator.files.FileLinks.Scheme;
import org.kuralink.standalone.embedded.EmbeddedGateway;
import org.kuralink.standalone.embedded.PlatformClient;
import org.kuralink.standalone.embedded.SharedGateway;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Tests pushed remote configurations that disconnect the gateway from the platform. */
class RemoteConfigurationFaultsTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private Simulator simulator;
  private PlatformClient platform;
  private EmbeddedGateway gateway;
  private RemoteConfiguration cota;

  @BeforeEach
  void start() throws Exception {
    simulator = Simulator.start(SimulatorOptions.forTests());
    platform = SampleDevice.platform(simulator);
    configurations().enable(SampleDevice.PRODUCT_KEY, true);
    configurations().scheme(SampleDevice.PRODUCT_KEY, Scheme.HTTP);
    gateway = SHARED.on(data);
    gateway.configure("org.kuralink.connection", "main", SampleDevice.connection(simulator));
    gateway.configure(
        "org.kuralink.cota",
        "main",
        Map.of(
            "connection", "main", "confirm.seconds", 30, "settle.seconds", 2, "allow.http", true));
    cota = gateway.service(RemoteConfiguration.class, "(kura.service.pid=main)");
    awaitOnline();
    await().atMost(LIMIT).until(() -> cota.status().last().isPresent());
    assertEquals(ConfigurationOutcome.NONE, last().outcome());
  }

  @AfterEach
  void stop() {
    SHARED.clear();
    simulator.close();
  }

  private Configurations configurations() {
    return simulator.configurations();
  }

  private void awaitOnline() {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                gateway.service(CloudSession.class, "(kura.service.pid=main)").status().isOnline());
  }

  private ConfigurationResult last() {
    return cota.status().last().orElseThrow();
  }

  private void save(String content) throws Exception {
    configurations().save(SampleDevice.PRODUCT_KEY, content.getBytes(StandardCharsets.UTF_8));
  }

  private void awaitOutcome(ConfigurationOutcome outcome) {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                cota.status().state() == RemoteConfigurationState.IDLE
                    && last().outcome() == outcome);
  }

  private List<JsonObject> answers(int count) {
    return await()
        .atMost(LIMIT)
        .until(() -> platform.sent("/thing/config/push_reply"), found -> found.size() == count);
  }

  @Test
  void a_configuration_that_takes_the_platform_away_is_taken_back() throws Exception {
    Map<String, Object> before = stored();
    save("{\"org.kuralink.connection~main\":{\"port\":1,\"keep.alive.seconds\":60}}");
    configurations().push(SampleDevice.PRODUCT_KEY);
    await().atMost(LIMIT).until(() -> cota.status().state() == RemoteConfigurationState.CONFIRMING);
    assertNotEquals(before, stored());
    awaitOutcome(ConfigurationOutcome.RESTORED);
    assertEquals(before, stored());
    awaitOnline();
    List<JsonObject> answers = answers(1);
    assertEquals(400, answers.get(answers.size() - 1).get("code").getAsInt());
    String why = answers.get(answers.size() - 1).get("message").getAsString();
    assertTrue(why.startsWith("confirm: the platform was not reached"), why);
  }

  @Test
  void a_good_configuration_of_the_connection_itself_is_confirmed_over_its_next_session()
      throws Exception {
    save("{\"org.kuralink.connection~main\":{\"keep.alive.seconds\":60}}");
    cota.request();
    awaitOutcome(ConfigurationOutcome.APPLIED);
    assertEquals(60, stored().get("keep.alive.seconds"));
    assertTrue(cota.status().current().isPresent());
  }

  @Test
  void a_bundle_that_is_restarted_while_it_waits_takes_the_configuration_back() throws Exception {
    Map<String, Object> before = stored();
    save(
        "{\"org.kuralink.connection~main\":{\"device.secret\":\"wrongSecretOfThirtyTwoCharacters\"}}");
    cota.request();
    await().atMost(LIMIT).until(() -> cota.status().state() == RemoteConfigurationState.CONFIRMING);
    gateway.bundle("org.kuralink.cota").stop();
    assertNotEquals(before, stored());
    gateway.bundle("org.kuralink.cota").start();
    cota = gateway.service(RemoteConfiguration.class, "(kura.service.pid=main)");
    await().atMost(LIMIT).until(() -> cota.status().last().isPresent());
    assertEquals(ConfigurationOutcome.RESTORED, cota.history().get(0).outcome());
    assertEquals(before, stored());
    awaitOnline();
  }

  @Test
  void what_the_form_does_not_allow_is_refused_by_the_genuine_metatype() throws Exception {
    Map<String, Object> before = stored();
    for (String wrong :
        List.of(
            "\"keep.alive.seconds\":0",
            "\"keep.alive.seconds\":\"60\"",
            "\"transport\":\"pigeon\"",
            "\"product.key\":\"\"",
            "\"unknown\":1",
            "\"clean.session\":1")) {
      save("{\"org.kuralink.connection~main\":{" + wrong + "}}");
      ConfigurationResult result = cota.request().toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertEquals(ConfigurationOutcome.REFUSED, result.outcome(), wrong);
      assertTrue(result.message().startsWith("org.kuralink.connection~main: "), result.message());
    }
    assertEquals(before, stored());
  }

  /** The connection as ConfigurationAdmin has it. */
  private Map<String, Object> stored() {
    ConfigurationAdmin admin = gateway.service(ConfigurationAdmin.class, "(objectClass=*)");
    try {
      Configuration connection =
          admin.listConfigurations("(service.factoryPid=org.kuralink.connection)")[0];
      Map<String, Object> properties = new TreeMap<>();
      for (String name : Collections.list(connection.getProperties().keys())) {
        properties.put(name, connection.getProperties().get(name));
      }
      return properties;
    } catch (IOException | InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
