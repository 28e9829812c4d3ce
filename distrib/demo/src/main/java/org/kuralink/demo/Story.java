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
 * What the demo tells, step by step. Each step waits, for a bounded time, until the platform itself
 * shows that it has happened, and tells what the platform shows.
 */
final class Story {

  private static final String PRODUCT = "a1KuraDemo01";
  private static final String DEVICE = "gateway-01";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 100;

  private final Programs programs;
  private final PrintStream out;
  private int steps;
  private String current = "";

  Story(Programs programs, PrintStream out) {
    this.programs = programs;
    this.out = out;
  }

  /** Plays all steps; returns who runs on. */
  Cast play() throws StoryException, IOException, InterruptedException {
    out.println(
        "A gateway, the platform it talks to, and devices in the field, all on this machine alone.");
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
    figuresArrive(gateway, platform);
    SubDeviceSteps subDevices = new SubDeviceSteps(this, gateway, platform, lines);
    partsComeAndGo(subDevices);
    Updates updates = new Updates(this, gateway, platform, programs.updatedBundle());
    updates.configurationArrives();
    applicationWorks(new ApplicationSteps(this, gateway, platform));
    updates.wrongConfigurationIsRefused();
    updates.applicationArrives();
    updates.applicationIsReplaced();
    updates.brokenVersionIsRolledBack();
    updates.somethingIsLeft();
    Programs.Field field = programs.startField();
    devicesInTheField(
        new FieldSteps(this, gateway, platform, field, lines), programs.fieldChannels(field));
    showAddresses(simulator, web);
    subDevices.theKickedOneReturns();
    gateway.listen(line -> {});
    return new Cast(gateway, field.process());
  }

  private static void partsComeAndGo(SubDeviceSteps steps)
      throws StoryException, IOException, InterruptedException {
    steps.partsAreFound();
    steps.partsAreAdded();
    steps.partsReport();
    steps.oneIsKicked();
    steps.oneIsLost();
    steps.oneIsDisabledAndEnabled();
  }

  private static void applicationWorks(ApplicationSteps steps)
      throws StoryException, IOException, InterruptedException {
    steps.takesASetting();
    steps.carriesOutAService();
    steps.raisesAnEvent();
    steps.followsTheShadow();
  }

  private static void devicesInTheField(FieldSteps steps, String channels)
      throws StoryException, IOException, InterruptedException {
    steps.devicesStart();
    steps.channelsArePushed(channels);
    steps.valuesArrive();
    steps.oneIsSet();
    steps.theSlaveIsSwitchedOff();
    steps.theSlaveIsSwitchedOn();
  }

  /** Before the last step, which may take a minute in which there is something to look at. */
  private void showAddresses(Programs.Simulator simulator, Properties web) {
    out.println();
    out.println("Platform (set a property there):  http://127.0.0.1:" + simulator.http() + "/");
    out.println("Web Console of the gateway:       " + web.getProperty("url") + "/alink");
    out.println("  user " + web.getProperty("user") + ", password " + web.getProperty("password"));
    out.println("Configuration, edits are taken:   " + programs.etc());
    out.println("On the page of the product " + PRODUCT + " wait to be pushed: greeting 1.2.0,");
    out.println(
        "which works, and 1.3.0, which does not; its configuration can be pushed at any time.");
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
    tell("Apache Felix with the bundles of Kuralink and an application that reads this machine");
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

  private void figuresArrive(Child gateway, Platform platform)
      throws StoryException, InterruptedException, IOException {
    step("this machine's figures arrive on the platform");
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

  void step(String words) {
    steps++;
    current = words;
    out.println(steps + ". " + Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".");
  }

  void tell(String words) {
    out.println("     " + words);
  }

  <T> T await(Child child, Look<T> look) throws StoryException, InterruptedException, IOException {
    return await(child, LIMIT, look);
  }

  /** The same with a limit of its own. */
  <T> T await(Child child, Duration limit, Look<T> look)
      throws StoryException, InterruptedException, IOException {
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end) {
      Optional<T> seen = look.look();
      if (seen.isPresent()) {
        return seen.get();
      }
      try {
        child.awaitLine(LOOK_MILLIS);
      } catch (StoryException e) {
        throw new StoryException(failed(String.valueOf(e.getMessage())));
      }
    }
    throw new StoryException(
        failed("nothing of it within " + limit.toSeconds() + " s; last lines:\n" + child.tail()));
  }

  String failed(String why) {
    return "step " + steps + " did not happen (" + current + "): " + why;
  }

  /**
   * Who runs on after the story.
   *
   * @param field the devices of the field
   */
  record Cast(Child gateway, Child field) {}

  /** Looks whether something has happened. */
  @FunctionalInterface
  interface Look<T> {
    Optional<T> look() throws IOException, InterruptedException;
  }
}
