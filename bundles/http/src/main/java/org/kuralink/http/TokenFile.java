/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.http;

import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineSettings;
import org.kuralink.json.Json;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of a device on disk, readable by its owner only. It is used until the platform refuses
 * it, independently of the clock. A token that was issued for another secret, client or server is
 * ignored. A failure of the disk only costs a log-in.
 */
final class TokenFile {

  private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
  private static final int MOST_BYTES = 4096;
  private static final String FOR = "for";
  private static final String TOKEN = "token";

  private final WholeFile file;
  private final String owner;

  TokenFile(LineSettings settings, LineLogin.Signed who, HttpsServer server) {
    this(Medium.disk(), settings, who, server);
  }

  /** A token file on another medium. */
  TokenFile(Medium medium, LineSettings settings, LineLogin.Signed who, HttpsServer server) {
    DeviceIdentity device = who.device();
    file =
        new WholeFile(
            medium,
            settings
                .data()
                .resolve("https")
                .resolve(DataDirectory.fileName(device.productKey()))
                .resolve(DataDirectory.fileName(device.deviceName())));
    String whom = String.join(" ", "", server.toString(), device.toString(), who.clientId());
    owner = HexFormat.of().formatHex(who.signer().digest(whom));
  }

  Optional<Secret> read() {
    try {
      Optional<byte[]> content = file.read(MOST_BYTES);
      if (content.isPresent()) {
        Map<String, ?> kept = Json.readObject(content.get());
        if (owner.equals(kept.get(FOR)) && kept.get(TOKEN) instanceof String token) {
          return Optional.of(Secret.of(token));
        }
      }
    } catch (IOException e) {
      LOG.debug("The stored token cannot be read: {}", e.getMessage());
    }
    return Optional.empty();
  }

  void write(Secret token) {
    Map<String, String> kept = new LinkedHashMap<>();
    kept.put(FOR, owner);
    kept.put(TOKEN, token.reveal());
    try {
      file.write(JsonOutput.bytes(kept));
    } catch (IOException e) {
      LOG.warn("The token cannot be stored; the next start logs in again: {}", e.getMessage());
    }
  }
}
