/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.store;

import java.io.IOException;
import java.net.MalformedURLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.MessageId;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.cota.offer.Offer;
import org.kuralink.json.output.JsonOutput;

/**
 * A push of the platform that must be answered with its real result, whatever happens in between.
 *
 * @param device the addressed device
 * @param id the id to repeat in the answer
 */
public record PushOrder(DeviceIdentity device, MessageId id) {

  private static final String ORDER = "order";
  private static final String OUTCOME = "outcome";
  private static final String MESSAGE = "message";
  private static final String STARTS = "starts";
  private static final String DIGEST = "digest";
  private static final String RECEIVED = "received";

  /** The member that tells a push without a result from an answer. */
  private static final String OFFER = "offer";

  /**
   * A push without a result.
   *
   * @param offer the content of the push
   * @param starts the number of starts of the component since the push arrived
   */
  public record OpenPush(PushOrder order, Offer offer, int starts) {}

  /**
   * An answer to a push that the connection has not taken yet.
   *
   * @param code the result code for the platform
   * @param outcome for the data of the answer
   */
  public record Report(PushOrder order, int code, String outcome, String message) {}

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("device", StoredJson.ofDevice(device));
    json.put("id", id.text());
    json.put("numeric", id.numeric());
    return json;
  }

  static PushOrder ofJson(@Nullable Object json) {
    Map<?, ?> order = StoredJson.members(json);
    return new PushOrder(
        StoredJson.device(order.get("device")),
        new MessageId(StoredJson.text(order, "id"), Boolean.TRUE.equals(order.get("numeric"))));
  }

  /** Returns answers and pushes as the content of their file. */
  public static byte[] write(List<Report> reports, List<OpenPush> pushes) {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (Report report : reports) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put(ORDER, report.order().toJson());
      json.put("code", report.code());
      json.put(OUTCOME, report.outcome());
      json.put(MESSAGE, report.message());
      lines.add(json);
    }
    for (OpenPush push : pushes) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put(ORDER, push.order().toJson());
      json.put(OFFER, ofOffer(push.offer()));
      json.put(STARTS, push.starts());
      lines.add(json);
    }
    return JsonOutput.bytes(lines);
  }

  /**
   * Reads the answers of such a file.
   *
   * @throws IOException if it is damaged
   */
  public static List<Report> reports(byte[] text) throws IOException {
    return StoredJson.read(
        text,
        json ->
            StoredJson.lines(json).stream()
                .filter(line -> !line.containsKey(OFFER))
                .map(
                    line ->
                        new Report(
                            ofJson(line.get(ORDER)),
                            (int) StoredJson.number(line, "code"),
                            StoredJson.text(line, OUTCOME),
                            StoredJson.text(line, MESSAGE)))
                .toList());
  }

  /**
   * Reads the pushes without a result of such a file.
   *
   * @throws IOException if it is damaged
   */
  public static List<OpenPush> pushes(byte[] text) throws IOException {
    return StoredJson.read(
        text,
        json ->
            StoredJson.lines(json).stream()
                .filter(line -> line.containsKey(OFFER))
                .map(
                    line ->
                        new OpenPush(
                            ofJson(line.get(ORDER)),
                            offer(line.get(OFFER)),
                            (int) StoredJson.number(line, STARTS)))
                .toList());
  }

  private static Map<String, Object> ofOffer(Offer offer) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("configId", offer.configId());
    json.put("size", offer.size());
    json.put(DIGEST, offer.digest());
    json.put("url", offer.url().text());
    json.put(RECEIVED, offer.received().toString());
    return json;
  }

  private static Offer offer(@Nullable Object json) {
    Map<?, ?> offer = StoredJson.members(json);
    return new Offer(
        StoredJson.text(offer, "configId"),
        StoredJson.number(offer, "size"),
        StoredJson.text(offer, DIGEST),
        address(StoredJson.text(offer, "url")),
        Instant.parse(StoredJson.text(offer, RECEIVED)));
  }

  private static WebAddress address(String url) {
    try {
      return WebAddress.parse(url);
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
