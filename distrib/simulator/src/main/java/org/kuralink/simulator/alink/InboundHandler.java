/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

/**
 * Handles the messages of one topic pattern; called on the thread of the connection; must not
 * block.
 */
@FunctionalInterface
public interface InboundHandler {

  void message(Inbound message);
}
