/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.files;

import com.google.gson.JsonObject;

/** A file that devices can download; digests are lower-case hexadecimal. Immutable. */
public record StoredFile(
    String id, String name, long size, String md5, String sha256, long createdAt) {

  /** Returns the JSON for REST and for storage. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("fileId", id);
    json.addProperty("name", name);
    json.addProperty("size", size);
    json.addProperty("md5", md5);
    json.addProperty("sha256", sha256);
    json.addProperty("createdAt", createdAt);
    return json;
  }

  static StoredFile fromJson(JsonObject json) {
    return new StoredFile(
        json.get("fileId").getAsString(),
        json.get("name").getAsString(),
        json.get("size").getAsLong(),
        json.get("md5").getAsString(),
        json.get("sha256").getAsString(),
        json.get("createdAt").getAsLong());
  }

  /** The entity tag of HTTP. */
  String tag() {
    return '"' + sha256 + '"';
  }
}
