/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.connection.Secret;

/**
 * A server of a field protocol (an entry of {@code serverList}, developer guide 9.6) with the
 * devices behind it: a Modbus line or address, or an OPC UA server. If a server in a new
 * configuration equals an open one, the open one stays open.
 *
 * @param place the position in the configuration, for display, for example {@code serverList[2]};
 *     ignored by {@code equals}
 * @param serverId the id by which {@code deviceList} refers to the server; compared exactly
 * @param protocol its {@code protocol}, or {@link FieldChannel#OPC_UA}
 * @param members the members of the entry as in the file, without {@code password}: {@code String},
 *     {@code Boolean}, {@code BigDecimal} (numbers exactly as written), and {@code Map} and {@code
 *     List} of them
 * @param password in plain text; kept in memory only
 * @param devices the devices behind the server, in the order of {@code deviceList}
 */
public record FieldServer(
    String place,
    String serverId,
    String protocol,
    Map<String, Object> members,
    Optional<Secret> password,
    List<FieldDevice> devices) {

  /** Copies the members and the list. */
  public FieldServer {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    devices = List.copyOf(devices);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldServer that
        && serverId.equals(that.serverId)
        && protocol.equals(that.protocol)
        && members.equals(that.members)
        && password.equals(that.password)
        && devices.equals(that.devices);
  }

  @Override
  public int hashCode() {
    return serverId.hashCode();
  }
}
