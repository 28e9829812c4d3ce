/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.cota.ConfigurationStep;
import org.kuralink.cota.offer.Offer;
import org.kuralink.download.WebAddress;

/** The journal's files as JSON. */
final class JournalText {

  /** One member of a file, read. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(JsonElement json);
  }

  /** What a push has that is open, and an answer has not. */
  private static final String OFFER = "offer";

  private JournalText() {}

  static byte[] ofTrial(Trial trial) {
    JsonObject json = new JsonObject();
    json.addProperty("phase", trial.phase().name());
    json.addProperty("version", trial.version());
    json.add("device", ofDevice(trial.device()));
    json.addProperty("applier", trial.applier());
    json.addProperty("deadline", trial.deadline().toString());
    json.addProperty("starts", trial.starts());
    trial.order().ifPresent(order -> json.add("order", ofOrder(order)));
    trial.failedStep().ifPresent(step -> json.addProperty("failedStep", step.name()));
    json.addProperty("message", trial.message());
    return bytes(json);
  }

  static Trial trial(byte[] text) throws IOException {
    return read(
        text,
        json -> {
          JsonObject trial = json.getAsJsonObject();
          return new Trial(
              Trial.Phase.valueOf(trial.get("phase").getAsString()),
              trial.get("version").getAsLong(),
              device(trial.get("device")),
              trial.get("applier").getAsString(),
              Instant.parse(trial.get("deadline").getAsString()),
              trial.get("starts").getAsInt(),
              Optional.ofNullable(trial.get("order")).map(JournalText::order),
              Optional.ofNullable(trial.get("failedStep"))
                  .map(step -> ConfigurationStep.valueOf(step.getAsString())),
              trial.get("message").getAsString());
        });
  }

  static byte[] ofReports(List<Report> reports, List<OpenPush> pushes) {
    JsonArray lines = new JsonArray();
    for (Report report : reports) {
      JsonObject json = new JsonObject();
      json.add("order", ofOrder(report.order()));
      json.addProperty("code", report.code());
      json.addProperty("outcome", report.outcome());
      json.addProperty("message", report.message());
      lines.add(json);
    }
    for (OpenPush push : pushes) {
      JsonObject json = new JsonObject();
      json.add("order", ofOrder(push.order()));
      json.add(OFFER, ofOffer(push.offer()));
      json.addProperty("starts", push.starts());
      lines.add(json);
    }
    return bytes(lines);
  }

  static List<Report> reports(byte[] text) throws IOException {
    return read(
        text,
        json -> {
          List<Report> reports = new ArrayList<>();
          for (JsonElement line : json.getAsJsonArray()) {
            JsonObject report = line.getAsJsonObject();
            if (report.has(OFFER)) {
              continue;
            }
            reports.add(
                new Report(
                    order(report.get("order")),
                    report.get("code").getAsInt(),
                    report.get("outcome").getAsString(),
                    report.get("message").getAsString()));
          }
          return reports;
        });
  }

  static List<OpenPush> pushes(byte[] text) throws IOException {
    return read(
        text,
        json -> {
          List<OpenPush> pushes = new ArrayList<>();
          for (JsonElement line : json.getAsJsonArray()) {
            JsonObject push = line.getAsJsonObject();
            if (push.has(OFFER)) {
              pushes.add(
                  new OpenPush(
                      order(push.get("order")),
                      offer(push.getAsJsonObject(OFFER)),
                      push.get("starts").getAsInt()));
            }
          }
          return pushes;
        });
  }

  private static JsonObject ofOffer(Offer offer) {
    JsonObject json = new JsonObject();
    json.addProperty("configId", offer.configId());
    json.addProperty("size", offer.size());
    json.addProperty("digest", offer.digest());
    json.addProperty("url", offer.url().text());
    json.addProperty("received", offer.received().toString());
    return json;
  }

  private static Offer offer(JsonObject json) {
    return new Offer(
        json.get("configId").getAsString(),
        json.get("size").getAsLong(),
        json.get("digest").getAsString(),
        address(json.get("url").getAsString()),
        Instant.parse(json.get("received").getAsString()));
  }

  private static WebAddress address(String url) {
    try {
      return WebAddress.parse(url);
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static JsonObject ofOrder(PushOrder order) {
    JsonObject json = new JsonObject();
    json.add("device", ofDevice(order.device()));
    json.addProperty("id", order.id().text());
    json.addProperty("numeric", order.id().numeric());
    return json;
  }

  private static PushOrder order(JsonElement element) {
    JsonObject json = element.getAsJsonObject();
    return new PushOrder(
        device(json.get("device")),
        new MessageId(json.get("id").getAsString(), json.get("numeric").getAsBoolean()));
  }

  private static JsonObject ofDevice(DeviceIdentity device) {
    JsonObject json = new JsonObject();
    json.addProperty("productKey", device.productKey());
    json.addProperty("deviceName", device.deviceName());
    return json;
  }

  private static DeviceIdentity device(JsonElement element) {
    JsonObject json = element.getAsJsonObject();
    return new DeviceIdentity(
        json.get("productKey").getAsString(), json.get("deviceName").getAsString());
  }

  private static byte[] bytes(JsonElement json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T read(byte[] text, Reading<T> reading) throws IOException {
    try {
      return reading.of(JsonParser.parseString(new String(text, StandardCharsets.UTF_8)));
    } catch (JsonParseException
        | IllegalArgumentException
        | IllegalStateException
        | DateTimeException
        | UnsupportedOperationException
        | NullPointerException e) {
      throw new IOException("the journal is damaged");
    }
  }
}
