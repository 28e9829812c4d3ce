/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.HashSet;
import java.util.Set;

/** Limits the number of connections to a port and closes further ones, as small devices do. */
@Sharable
final class SlaveConnectionLimit extends ChannelInboundHandlerAdapter {

  private final Set<ChannelHandlerContext> taken = new HashSet<>();
  private int most;

  /** Sets the limit for new connections; 0 for no limit. Existing connections remain. */
  synchronized void most(int count) {
    most = count;
  }

  synchronized int most() {
    return most;
  }

  private synchronized boolean takes(ChannelHandlerContext guest) {
    return (most == 0 || taken.size() < most) && taken.add(guest);
  }

  private synchronized boolean leaves(ChannelHandlerContext guest) {
    return taken.remove(guest);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (takes(ctx)) {
      ctx.fireChannelActive();
    } else {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    leaves(ctx);
    ctx.fireChannelInactive();
  }
}
