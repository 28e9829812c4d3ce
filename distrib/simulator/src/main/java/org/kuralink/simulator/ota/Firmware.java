/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.ota;

import com.google.gson.JsonObject;
import org.kuralink.simulator.files.StoredFile;

/**
 * A version of a module of a product with the file to download. {@code checked} means that it must
 * be verified on some devices before it is pushed to others, {@code proved} that this verification
 * succeeded. Immutable.
 */
public record Firmware(
    String id,
    String module,
    String version,
    String fileId,
    String fileName,
    long size,
    String signMethod,
    String sign,
    boolean checked,
    boolean proved,
    long createdAt) {

  /** The module that is meant when none is named. */
  public static final String DEFAULT_MODULE = "default";

  static Firmware of(
      String id,
      String module,
      String version,
      StoredFile file,
      String signMethod,
      boolean checked,
      long now) {
    String sign = signMethod.equalsIgnoreCase("md5") ? file.md5() : file.sha256();
    return new Firmware(
        id,
        module,
        version,
        file.id(),
        file.name(),
        file.size(),
        signMethod,
        sign,
        checked,
        false,
        now);
  }

  Firmware proven() {
    return new Firmware(
        id, module, version, fileId, fileName, size, signMethod, sign, checked, true, createdAt);
  }

  /** Returns the data for the device; contains the module unless it is the default. */
  JsonObject describe(String url) {
    JsonObject data = new JsonObject();
    data.addProperty("size", size);
    data.addProperty("version", version);
    data.addProperty("url", url);
    if (signMethod.equalsIgnoreCase("md5")) {
      data.addProperty("md5", sign);
    }
    data.addProperty("sign", sign);
    data.addProperty("signMethod", signMethod);
    if (!module.equals(DEFAULT_MODULE)) {
      data.addProperty("module", module);
    }
    return data;
  }

  /** Returns the JSON for REST and for storage. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("firmwareId", id);
    json.addProperty("module", module);
    json.addProperty("version", version);
    json.addProperty("fileId", fileId);
    json.addProperty("fileName", fileName);
    json.addProperty("size", size);
    json.addProperty("signMethod", signMethod);
    json.addProperty("sign", sign);
    json.addProperty("verify", checked);
    json.addProperty("verified", proved);
    json.addProperty("createdAt", createdAt);
    return json;
  }

  static Firmware fromJson(JsonObject json) {
    return new Firmware(
        json.get("firmwareId").getAsString(),
        json.get("module").getAsString(),
        json.get("version").getAsString(),
        json.get("fileId").getAsString(),
        json.get("fileName").getAsString(),
        json.get("size").getAsLong(),
        json.get("signMethod").getAsString(),
        json.get("sign").getAsString(),
        json.get("verify").getAsBoolean(),
        json.get("verified").getAsBoolean(),
        json.get("createdAt").getAsLong());
  }
}
