/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.wire;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.net.MalformedURLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.WebAddress;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.UpdateFault;

/**
 * An order of the platform, with the data that stays inside the bundle. All input is checked
 * (developer guide 9.10).
 *
 * @param messageId the id of the message; empty if it has none
 * @param address of the file; carries a signature and is never shown
 */
public record Order(FirmwareOrder firmware, String messageId, String address) {

  private static final String MODULE = "module";
  private static final String SHA256 = "SHA-256";
  private static final Map<String, String> METHODS =
      Map.of("md5", "MD5", "sha256", SHA256, "sha-256", SHA256);
  private static final int MD5_DIGITS = 32;
  private static final int SHA256_DIGITS = 64;
  private static final int MAX_TEXT = 256;
  private static final int SUCCESS_FROM = 1000;
  private static final int SUCCESS = 200;

  /**
   * Reads a message of the upgrade topic.
   *
   * @return empty if the platform reports that there is no order
   */
  public static Optional<Order> ofMessage(JsonText message) throws MalformedOrderException {
    JsonObject envelope = object(parse(message), "the message");
    String code = text(envelope, "code");
    if (!code.isEmpty()
        && !code.equals(String.valueOf(SUCCESS_FROM))
        && !code.equals(String.valueOf(SUCCESS))) {
      throw malformed(
              "the platform answers with code "
                  + clip(code)
                  + " "
                  + clip(text(envelope, "message")))
          .about(module(envelope.get("data")));
    }
    return order(envelope.get("data"), text(envelope, "id"));
  }

  /** Reads the data of a reply; empty if it holds no order. */
  public static Optional<Order> ofData(JsonText data) throws MalformedOrderException {
    return order(parse(data), "");
  }

  /** Returns a key that is equal for all orders of the same firmware. */
  public String key() {
    return firmware.module()
        + ' '
        + firmware.version()
        + ' '
        + firmware.size()
        + ' '
        + new TreeMap<>(firmware.digests()).toString().toLowerCase(Locale.ROOT);
  }

  /** Returns a key that is equal for all deliveries of the same message. */
  public String delivery() {
    return messageId + ' ' + key();
  }

  /** Returns the same order with the address of another. */
  public Order movedTo(Order other) {
    return new Order(firmware, messageId, other.address);
  }

  @Override
  public String toString() {
    return firmware.toString();
  }

  private static Optional<Order> order(@Nullable JsonElement data, String id)
      throws MalformedOrderException {
    try {
      return ofData(data, id);
    } catch (MalformedOrderException e) {
      throw e.about(module(data));
    }
  }

  /** Returns the module of an order, even if the rest of the order is invalid. */
  private static String module(@Nullable JsonElement data) {
    String module = data != null && data.isJsonObject() ? text(data.getAsJsonObject(), MODULE) : "";
    return module.isEmpty() ? FirmwareOrder.DEFAULT_MODULE : clip(module);
  }

  private static Optional<Order> ofData(@Nullable JsonElement data, String id)
      throws MalformedOrderException {
    if (data == null || data.isJsonNull() || isEmpty(data)) {
      return Optional.empty();
    }
    JsonObject all = object(data, "data");
    String version = named(all, "version");
    if (version.isEmpty()) {
      throw malformed("the order has no version");
    }
    String module = named(all, MODULE);
    JsonObject file = file(all);
    if (isOverMqtt(all) || isOverMqtt(file)) {
      throw malformed(
          "the file is to be fetched over MQTT, which is not supported: choose HTTPS; nothing was"
              + " downloaded or installed");
    }
    WebAddress address = address(file);
    FirmwareOrder firmware =
        new FirmwareOrder(
            module.isEmpty() ? FirmwareOrder.DEFAULT_MODULE : module,
            version,
            size(file),
            fileType(file, address),
            digests(file, all),
            flag(all.get("isDiff")),
            extension(all));
    return Optional.of(new Order(firmware, clip(id), address.text()));
  }

  private static boolean isEmpty(JsonElement data) {
    return data.isJsonObject() && data.getAsJsonObject().size() == 0;
  }

  /**
   * Returns the object with the address of the file: the data itself, or the only element of its
   * files.
   */
  private static JsonObject file(JsonObject data) throws MalformedOrderException {
    if (!(data.get("files") instanceof JsonArray files)) {
      return data;
    }
    if (files.size() != 1) {
      throw malformed(
          "the order has "
              + files.size()
              + " files, and only orders with a single file are supported; nothing was downloaded"
              + " or installed");
    }
    return object(files.get(0), "files[0]");
  }

  private static boolean isOverMqtt(JsonObject part) {
    return text(part, "dProtocol").equalsIgnoreCase("mqtt");
  }

  private static WebAddress address(JsonObject file) throws MalformedOrderException {
    String address = first(file, "url", "fileUrl");
    if (address.isEmpty()) {
      throw malformed("the order has no address of a file");
    }
    try {
      return WebAddress.parse(address);
    } catch (MalformedURLException e) {
      String message = String.valueOf(e.getMessage());
      throw new MalformedOrderException(
          message.endsWith("not https") ? UpdateFault.DOWNLOAD : UpdateFault.UPGRADE, message);
    }
  }

  private static long size(JsonObject file) throws MalformedOrderException {
    String size = first(file, "size", "fileSize");
    if (size.isEmpty()) {
      return -1;
    }
    try {
      long number = Long.parseLong(size);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw malformed("the size " + clip(size) + " is not a whole number");
    }
    throw malformed("the size " + size + " is not above 0");
  }

  private static Map<String, String> digests(JsonObject file, JsonObject all)
      throws MalformedOrderException {
    Map<String, String> digests = new HashMap<>();
    add(digests, "MD5", first(file, "md5", "fileMd5"));
    String sign = first(file, "sign", "fileSign");
    String own = text(file, "signMethod");
    // Next to the files it applies to all of them.
    String method = own.isEmpty() ? text(all, "signMethod") : own;
    if (!sign.isEmpty() && !method.isEmpty()) {
      String known = METHODS.get(method.toLowerCase(Locale.ROOT));
      if (known == null) {
        throw unverifiable(
            "the digest method " + clip(method) + " is not known; known are MD5 and SHA256");
      }
      add(digests, known, sign);
    } else if (!sign.isEmpty()) {
      add(digests, sign.length() == MD5_DIGITS ? "MD5" : SHA256, sign);
    }
    if (digests.isEmpty()) {
      throw unverifiable("the order has no digest");
    }
    return digests;
  }

  private static void add(Map<String, String> digests, String method, String digest)
      throws MalformedOrderException {
    if (digest.isEmpty()) {
      return;
    }
    int digits = method.equals(SHA256) ? SHA256_DIGITS : MD5_DIGITS;
    String hex = digest.toLowerCase(Locale.ROOT);
    if (!hex.matches("[0-9a-f]{" + digits + "}")) {
      throw unverifiable("the " + method + " digest is not " + digits + " hex digits");
    }
    String before = digests.put(method, hex);
    if (before != null && !before.equals(hex)) {
      throw unverifiable("the order has two different " + method + " digests");
    }
  }

  private static String fileType(JsonObject file, WebAddress address) {
    String name = first(file, "fileName", "fileName");
    String path = name.isEmpty() ? address.fileName() : name;
    String last = path.substring(path.lastIndexOf('/') + 1);
    String type = last.substring(last.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return last.contains(".") && type.matches("[a-z0-9]{1,16}") ? type : "";
  }

  private static JsonText extension(JsonObject data) {
    JsonElement extension = data.get("extData");
    return extension != null && extension.isJsonObject()
        ? JsonText.of(extension.toString())
        : JsonText.EMPTY_OBJECT;
  }

  private static boolean flag(@Nullable JsonElement value) {
    return value instanceof JsonPrimitive primitive
        && (primitive.getAsString().equals("1") || primitive.getAsString().equals("true"));
  }

  /** Reads a name that is shown to operators and passed to programs. */
  private static String named(JsonObject data, String name) throws MalformedOrderException {
    String text = text(data, name);
    if (text.length() > MAX_TEXT) {
      throw malformed("the " + name + " has more than " + MAX_TEXT + " characters");
    }
    if (!isVisible(text)) {
      throw malformed("the " + name + " " + text + " has control characters");
    }
    return text;
  }

  private static String first(JsonObject object, String name, String other) {
    String text = text(object, name);
    return text.isEmpty() ? text(object, other) : text;
  }

  private static String text(JsonObject object, String name) {
    return object.get(name) instanceof JsonPrimitive primitive
        ? primitive.getAsString().strip()
        : "";
  }

  /** Parses with Gson, which keeps a number as it is written: 1.10 is not 1.1. */
  private static JsonElement parse(JsonText json) throws MalformedOrderException {
    try {
      return JsonParser.parseReader(json.reader());
    } catch (JsonParseException e) {
      throw malformed("the message is not JSON");
    }
  }

  private static JsonObject object(JsonElement element, String what)
      throws MalformedOrderException {
    if (element.isJsonObject()) {
      return element.getAsJsonObject();
    }
    throw malformed(what + " is not a JSON object");
  }

  private static String clip(String text) {
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
  }

  private static MalformedOrderException malformed(String message) {
    return new MalformedOrderException(UpdateFault.UPGRADE, message);
  }

  private static boolean isVisible(String text) {
    return VisibleText.of(text).equals(text);
  }

  private static MalformedOrderException unverifiable(String message) {
    return new MalformedOrderException(UpdateFault.VERIFICATION, message);
  }

  /** The platform has sent an order that cannot be carried out. */
  public static final class MalformedOrderException extends Exception {

    private static final long serialVersionUID = 1L;

    private final UpdateFault fault;
    private final String module;

    /** Creates the exception for an order of the default module. */
    private MalformedOrderException(UpdateFault fault, String message) {
      this(fault, message, FirmwareOrder.DEFAULT_MODULE);
    }

    private MalformedOrderException(UpdateFault fault, String message, String module) {
      super(VisibleText.of(message), null, false, false);
      this.fault = fault;
      this.module = module;
    }

    /** Returns the same exception for another module. */
    private MalformedOrderException about(String named) {
      return new MalformedOrderException(fault, String.valueOf(getMessage()), named);
    }

    /** Returns the module of the order. */
    public String module() {
      return module;
    }

    /** Returns the fault to report. */
    public UpdateFault fault() {
      return fault;
    }
  }
}
