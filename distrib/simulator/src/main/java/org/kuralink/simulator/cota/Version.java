/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.cota;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import org.kuralink.simulator.files.StoredFile;

/**
 * A saved configuration of a product; {@code pushedAt} is 0 until it has been pushed. Immutable.
 */
public record Version(
    String configId, String fileId, long size, String sha256, long savedAt, long pushedAt) {

  static Version of(String configId, StoredFile file) {
    return new Version(configId, file.id(), file.size(), file.sha256(), file.createdAt(), 0);
  }

  Version pushed(long time) {
    return new Version(configId, fileId, size, sha256, savedAt, time);
  }

  /** Returns the JSON for REST and for storage. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("configId", configId);
    json.addProperty("fileId", fileId);
    json.addProperty("size", size);
    json.addProperty("sha256", sha256);
    json.addProperty("savedAt", savedAt);
    json.add("pushedAt", JsonNull.INSTANCE);
    if (pushedAt != 0) {
      json.addProperty("pushedAt", pushedAt);
    }
    return json;
  }

  static Version fromJson(JsonObject json) {
    return new Version(
        json.get("configId").getAsString(),
        json.get("fileId").getAsString(),
        json.get("size").getAsLong(),
        json.get("sha256").getAsString(),
        json.get("savedAt").getAsLong(),
        json.get("pushedAt").isJsonNull() ? 0 : json.get("pushedAt").getAsLong());
  }
}
