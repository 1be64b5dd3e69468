"""A tool server of the Model Context Protocol with one tool, `shout`, on standard input and output."""

import json
import sys

TOOL = {"name": "shout", "description": "Says a word loudly.",
        "inputSchema": {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}}


def answer(request):
    match request["method"]:
        case "initialize":
            return {"protocolVersion": request["params"]["protocolVersion"], "capabilities": {"tools": {}},
                    "serverInfo": {"name": "echo", "version": "1"}}
        case "tools/list":
            return {"tools": [TOOL]}
        case "tools/call":
            return {"content": [{"type": "text", "text": request["params"]["arguments"]["word"].upper() + "!"}]}
    return {}


for line in sys.stdin:
    request = json.loads(line)
    if "id" in request:
        print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": answer(request)}), flush=True)
