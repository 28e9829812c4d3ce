/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import java.util.concurrent.CompletionStage;
import org.kuralink.simulator.registry.RegistryException;

/** Answers one type of request; called on an event loop; must not block. */
@FunctionalInterface
interface Endpoint {
  CompletionStage<Response> handle(Call call) throws RestException, RegistryException;
}
