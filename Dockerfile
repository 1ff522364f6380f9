# Build: everything the compiler needs.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY scripts ./scripts
COPY src ./src
COPY hooks ./hooks
RUN npm run build

# Run: production dependencies and the compiled service, as a user without rights. Only /data is written to, and only without DATABASE_URL.
FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
COPY --from=build /app/dist ./dist
RUN mkdir /data && chown 1000:1000 /data
VOLUME /data
# The image's user `node`, by number, so that runAsNonRoot can be checked.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "const{env,exit}=process;require(env.TLS_CERT?'https':'http').get({host:'127.0.0.1',port:env.PORT,path:'/health',rejectUnauthorized:false},r=>exit(r.statusCode===200?0:1)).on('error',()=>exit(1))"]
CMD ["node", "dist/src/main.js"]
