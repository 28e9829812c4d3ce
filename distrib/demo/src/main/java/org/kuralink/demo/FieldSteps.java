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
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The steps in which the platform configures field devices by a push: Modbus slaves and an OPC UA
 * server.
 */
final class FieldSteps {

  private static final String SETPOINT = "Setpoint";
  private static final double SET = 42.5;

  /** Covers retries of the gateway after 10 s and 20 s and the browsing of an OPC UA server. */
  private static final Duration SLOWLY = Duration.ofMinutes(2);

  private final Story story;
  private final Child gateway;
  private final Platform platform;
  private final Programs.Field field;
  private final ConcurrentLinkedQueue<String> lines;
  private final List<Platform> devices = new ArrayList<>();

  /**
   * Creates the steps for a gateway that has started.
   *
   * @param lines the log lines of the gateway, which are added while it runs
   */
  FieldSteps(
      Story story,
      Child gateway,
      Platform platform,
      Programs.Field field,
      ConcurrentLinkedQueue<String> lines) {
    this.story = story;
    this.gateway = gateway;
    this.platform = platform;
    this.field = field;
    this.lines = lines;
  }

  /** Waits for the OPC UA server, which starts some seconds after the slaves. */
  void devicesStart() throws StoryException, InterruptedException, IOException {
    story.step("the field devices start");
    String said =
        story.await(
            field.process(),
            () -> Optional.of(field.process().tail()).filter(text -> text.contains("OPC UA on")));
    said.lines()
        .map(String::strip)
        .filter(line -> line.startsWith("Modbus TCP on") || line.startsWith("OPC UA on"))
        .forEach(story::tell);
  }

  /** Creates the products and devices on the platform, as an operator would do before the push. */
  private void create(JsonObject lists) throws IOException, InterruptedException {
    Map<String, String> names = new LinkedHashMap<>();
    for (JsonElement each : lists.getAsJsonArray("deviceList")) {
      JsonObject device = each.getAsJsonObject();
      String name = text(device, "deviceName");
      devices.add(platform.device(text(device, "productKey"), name));
      names.put(text(device, "productKey"), name.replaceAll("[^a-z]", ""));
    }
    for (JsonElement each : lists.getAsJsonArray("tslList")) {
      String key = text(each.getAsJsonObject().getAsJsonObject("profile"), "productKey");
      platform.createProduct(key, names.getOrDefault(key, key), each.toString());
    }
    for (Platform device : devices) {
      device.create();
    }
  }

  private static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }

  void channelsArePushed(String configuration)
      throws StoryException, InterruptedException, IOException {
    story.step(
        "the platform pushes a field channel configuration: the devices and the meaning of their points");
    create(JsonParser.parseString(configuration).getAsJsonObject());
    JsonObject answer = platform.pushFieldChannels(configuration);
    if (!answer.has("code") || answer.get("code").getAsInt() != 200) {
      throw new StoryException(story.failed("the gateway answered " + answer));
    }
    story.tell("the gateway applied it: code 200 after " + answer.get("elapsedMs") + " ms");
  }

  void valuesArrive() throws StoryException, InterruptedException, IOException {
    story.step("the field devices appear as sub-devices with values");
    for (Platform device : devices) {
      Map<String, JsonElement> values =
          story.await(
              gateway,
              SLOWLY,
              () -> Optional.of(device.properties()).filter(found -> found.containsKey(SETPOINT)));
      story.tell(String.format("%-22s %s", device, values));
    }
    story.await(
        gateway,
        () -> Optional.of(platform.online(devices)).filter(count -> count == devices.size()));
  }

  void oneIsSet() throws StoryException, InterruptedException, IOException {
    Platform meter = devices.get(0);
    story.step("the platform sets a property, and the gateway writes it into the register");
    JsonObject answer = meter.set(SETPOINT, new JsonPrimitive(SET));
    if (!answer.has("code") || answer.get("code").getAsInt() != 200) {
      throw new StoryException(story.failed("the gateway answered " + answer));
    }
    story.await(
        gateway,
        () ->
            Optional.ofNullable(meter.properties().get(SETPOINT))
                .filter(value -> value.getAsDouble() == SET));
    story.tell(
        meter + " " + SETPOINT + " = " + SET + "; the value read back from the slave is the same");
  }

  void slavesAreSwitchedOff() throws StoryException, InterruptedException, IOException {
    story.step("the demo switches the slaves off");
    lines.clear();
    field.process().type("off modbus\n");
    story.tell(logged("127.0.0.1:" + field.modbus()));
    Platform other = devices.get(devices.size() - 1);
    long before = other.reportedAt();
    story.await(gateway, () -> Optional.of(other.reportedAt()).filter(time -> time > before));
    story.tell("the values of the OPC UA server still arrive");
  }

  void slavesAreSwitchedOn() throws StoryException, InterruptedException, IOException {
    Platform meter = devices.get(0);
    story.step("the demo switches the slaves on again");
    long before = meter.reportedAt();
    lines.clear();
    field.process().type("on modbus\n");
    story.await(
        gateway, SLOWLY, () -> Optional.of(meter.reportedAt()).filter(time -> time > before));
    story.tell(logged("working again"));
  }

  /** Waits for a log line of the gateway that contains the text, and returns its message. */
  private String logged(String text) throws StoryException, InterruptedException, IOException {
    return story.await(
        gateway,
        () ->
            lines.stream()
                .filter(line -> line.contains(text))
                .findFirst()
                .map(line -> line.substring(line.indexOf(" - ") + " - ".length())));
  }
}
