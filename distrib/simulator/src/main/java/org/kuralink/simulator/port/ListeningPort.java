/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.port;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Opens a TCP port. Runs on the given event loops and owns no thread. */
public record ListeningPort(
    EventLoopGroup acceptors, EventLoopGroup workers, String bind, WriteBufferWaterMark mark) {

  /**
   * Opens the port, 0 for any; each connection is equipped before its first byte.
   *
   * @param what it is for, as the option that sets it is called
   */
  public CompletableFuture<Channel> open(int port, String what, Consumer<Channel> equip) {
    return open(port, what, equip, true);
  }

  /** Opens a port whose connections wait until they are accepted. */
  public CompletableFuture<Channel> reserve(int port, String what, Consumer<Channel> equip) {
    return open(port, what, equip, false);
  }

  /** From now on lets in who connects to a reserved port, those first who wait. */
  public static void accept(Channel listener) {
    listener.config().setAutoRead(true);
  }

  private CompletableFuture<Channel> open(
      int port, String what, Consumer<Channel> equip, boolean accepting) {
    CompletableFuture<Channel> result = new CompletableFuture<>();
    new ServerBootstrap()
        .group(acceptors, workers)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.AUTO_READ, accepting)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, mark)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                equip.accept(channel);
              }
            })
        .bind(bind, port)
        .addListener(
            (ChannelFuture bound) -> {
              if (bound.isSuccess()) {
                result.complete(bound.channel());
              } else {
                result.completeExceptionally(
                    new IOException(failure(bind, port, what, bound.cause()), bound.cause()));
              }
            });
    return result;
  }

  /**
   * Why nobody listens, and what to do.
   *
   * @param what it is for, as the option that sets the port is called
   */
  public static String failure(String bind, int port, String what, Throwable cause) {
    String listen =
        "cannot listen for %s on %s:%d: %s; ".formatted(what, bind, port, cause.getMessage());
    return isHere(bind)
        ? listen + "choose another port with --" + what + "-port, 0 for any that is free"
        : listen + "this machine has no such address; name one that it has with --bind";
  }

  private static boolean isHere(String bind) {
    try {
      InetAddress address = InetAddress.getByName(bind);
      return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      return false;
    }
  }

  /** The real number of an open port. */
  public static int number(Channel listener) {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }
}
