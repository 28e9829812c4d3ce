/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The sequence of steps of the demo. Each step waits, for a bounded time, until the REST interface
 * of the simulator shows its result, and prints this result.
 */
final class Story {

  private static final String PRODUCT = "a1KuraDemo01";
  private static final String DEVICE = "gateway-01";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 100;

  private final Programs programs;
  private final PrintStream out;
  private int steps;
  private String current = "";

  Story(Programs programs, PrintStream out) {
    this.programs = programs;
    this.out = out;
  }

  /** Plays all steps and returns the programs that continue to run. */
  RunningPrograms play() throws StoryException, IOException, InterruptedException {
    out.println(
        "This demo runs a simulated platform, a gateway and field devices on this machine.");
    out.println();
    Programs.Simulator simulator = programs.startSimulator();
    Platform platform =
        new Platform(URI.create("http://127.0.0.1:" + simulator.http()), PRODUCT, DEVICE);
    platformStarts(simulator, platform);
    platform.saveConfiguration(Updates.QUICKER);
    SubDeviceSteps.createProducts(platform);
    AtomicBoolean up = new AtomicBoolean();
    ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    Child gateway =
        programs.startGateway(
            variables(simulator, platform),
            line -> {
              up.compareAndSet(false, line.contains("gateway is up"));
              lines.add(line);
            });
    Properties web = gatewayStarts(gateway, up);
    gatewayLogsIn(gateway, platform);
    metricsArrive(gateway, platform);
    SubDeviceSteps subDevices = new SubDeviceSteps(this, gateway, platform, lines);
    demonstrateParts(subDevices);
    Updates updates = new Updates(this, gateway, platform, programs.updatedBundle());
    updates.configurationArrives();
    demonstrateApplication(new ApplicationSteps(this, gateway, platform));
    updates.wrongConfigurationIsRefused();
    updates.applicationArrives();
    updates.applicationIsReplaced();
    updates.brokenVersionIsRolledBack();
    updates.offerFurtherUpdates();
    Programs.Field field = programs.startField();
    demonstrateFieldDevices(
        new FieldSteps(this, gateway, platform, field, lines), programs.fieldChannels(field));
    showAddresses(simulator, web);
    subDevices.kickedDeviceReturns();
    gateway.listen(line -> {});
    return new RunningPrograms(gateway, field.process());
  }

  private static void demonstrateParts(SubDeviceSteps steps)
      throws StoryException, IOException, InterruptedException {
    steps.partsAreFound();
    steps.partsAreAdded();
    steps.partsReport();
    steps.oneIsLoggedOut();
    steps.oneIsLost();
    steps.oneIsDisabledAndEnabled();
  }

  private static void demonstrateApplication(ApplicationSteps steps)
      throws StoryException, IOException, InterruptedException {
    steps.takesASetting();
    steps.carriesOutAService();
    steps.raisesAnEvent();
    steps.followsTheShadow();
  }

  private static void demonstrateFieldDevices(FieldSteps steps, String channels)
      throws StoryException, IOException, InterruptedException {
    steps.devicesStart();
    steps.channelsArePushed(channels);
    steps.valuesArrive();
    steps.oneIsSet();
    steps.slavesAreSwitchedOff();
    steps.slavesAreSwitchedOn();
  }

  /** Prints the addresses before the last step, which may take more than a minute. */
  private void showAddresses(Programs.Simulator simulator, Properties web) {
    out.println();
    out.println("Page of the simulated platform:   http://127.0.0.1:" + simulator.http() + "/");
    out.println("Web Console of the gateway:       " + web.getProperty("url") + "/alink");
    out.println("  user " + web.getProperty("user") + ", password " + web.getProperty("password"));
    out.println("Configuration files of the gateway: " + programs.etc());
    out.println(
        "On the page of the product " + PRODUCT + " you can push greeting 1.2.0, which works,");
    out.println(
        "greeting 1.3.0, which does not work, and the remote configuration, as often as you like.");
    out.println();
  }

  private void platformStarts(Programs.Simulator simulator, Platform platform)
      throws StoryException, InterruptedException, IOException {
    step("the platform starts");
    JsonObject answer = await(simulator.process(), platform::platform);
    tell(
        answer.get("name").getAsString()
            + " "
            + answer.get("version").getAsString()
            + " listens for MQTT over TLS on 127.0.0.1:"
            + answer.getAsJsonObject("ports").get("tls"));
  }

  private static Map<String, String> variables(Programs.Simulator simulator, Platform platform)
      throws IOException, InterruptedException {
    return Map.of(
        "DEMO_DEVICE_SECRET", platform.secret(),
        "DEMO_TLS_PORT", Integer.toString(simulator.tls()),
        "DEMO_CA_CERTIFICATE", platform.certificateAuthority());
  }

  private Properties gatewayStarts(Child gateway, AtomicBoolean up)
      throws StoryException, InterruptedException, IOException {
    step("the gateway starts");
    Properties web = await(gateway, () -> up.get() ? Optional.of(webConsole()) : Optional.empty());
    tell(
        "it runs Apache Felix, the Kuralink bundles and an application that measures this machine");
    return web;
  }

  private void gatewayLogsIn(Child gateway, Platform platform)
      throws StoryException, InterruptedException, IOException {
    step("the gateway logs in");
    JsonObject session = await(gateway, platform::session);
    tell(
        PRODUCT
            + "/"
            + DEVICE
            + " is online over "
            + session.get("transport").getAsString()
            + ", from "
            + session.get("remote").getAsString());
    tell("its client id: " + session.get("clientId").getAsString());
  }

  private void metricsArrive(Child gateway, Platform platform)
      throws StoryException, InterruptedException, IOException {
    step("the metrics of this machine arrive on the platform");
    Map<String, JsonElement> values =
        await(
            gateway,
            () -> Optional.of(platform.properties()).filter(v -> v.containsKey("cpuLoad")));
    Map<String, JsonObject> model = new LinkedHashMap<>();
    platform
        .model()
        .forEach(
            property ->
                model.put(
                    property.getAsJsonObject().get("identifier").getAsString(),
                    property.getAsJsonObject()));
    values.forEach((name, value) -> tell(describe(name, value, model)));
  }

  private static String describe(String name, JsonElement value, Map<String, JsonObject> model) {
    JsonObject property = model.getOrDefault(name, new JsonObject());
    String title = property.has("name") ? property.get("name").getAsString() : "";
    JsonObject type = property.getAsJsonObject("dataType");
    JsonObject specs = type == null ? null : type.getAsJsonObject("specs");
    String unit = specs == null || !specs.has("unit") ? "" : " " + specs.get("unit").getAsString();
    return String.format("%-16s %-22s %s%s", name, title, value, unit);
  }

  private Properties webConsole() throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(webFile())) {
      properties.load(reader);
    }
    return properties;
  }

  private Path webFile() {
    return programs.gatewayData().resolve("web-console.properties");
  }

  void step(String title) {
    steps++;
    current = title;
    out.println(steps + ". " + Character.toUpperCase(title.charAt(0)) + title.substring(1) + ".");
  }

  void tell(String line) {
    out.println("     " + line);
  }

  <T> T await(Child child, Check<T> check)
      throws StoryException, InterruptedException, IOException {
    return await(child, LIMIT, check);
  }

  /** Waits at most this long until the check returns a value. */
  <T> T await(Child child, Duration limit, Check<T> check)
      throws StoryException, InterruptedException, IOException {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end) {
      Optional<T> seen = check.result();
      if (seen.isPresent()) {
        return seen.get();
      }
      try {
        child.awaitLine(POLL_MILLIS);
      } catch (StoryException e) {
        throw new StoryException(failed(String.valueOf(e.getMessage())));
      }
    }
    throw new StoryException(
        failed("no result within " + limit.toSeconds() + " s; last lines:\n" + child.tail()));
  }

  String failed(String why) {
    return "step " + steps + " failed (" + current + "): " + why;
  }

  /**
   * The programs that continue to run after the last step.
   *
   * @param field the field simulator
   */
  record RunningPrograms(Child gateway, Child field) {}

  /** A check that returns a value as soon as the expected state is reached. */
  @FunctionalInterface
  interface Check<T> {
    Optional<T> result() throws IOException, InterruptedException;
  }
}
