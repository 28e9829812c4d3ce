/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.util.List;
import java.util.Optional;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldServer;

/**
 * A model configuration (developer guide 9.6) after it was read.
 *
 * @param servers all servers, including those without devices or without a channel
 * @param remarks what is left out or unusual
 * @param errors the errors; if there is one, nothing of the configuration may start
 */
record FieldConfiguration(
    List<FieldServer> servers, List<String> remarks, List<FieldError> errors) {

  static final FieldConfiguration EMPTY = new FieldConfiguration(List.of(), List.of(), List.of());

  FieldConfiguration {
    servers = List.copyOf(servers);
    remarks = List.copyOf(remarks);
    errors = List.copyOf(errors);
  }

  Optional<FieldServer> find(String serverId) {
    return servers.stream().filter(server -> server.serverId().equals(serverId)).findFirst();
  }
}
